using System.CommandLine;

namespace AccessGovernance.Cli.Shell;

/// <summary>A command whose help ends with examples that can be copied as they are.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Adds arguments and options in the order in which help lists them.</summary>
    public DocumentedCommand With(params IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument: Arguments.Add(argument); break;
                case Option option: Options.Add(option); break;
                case Command command: Subcommands.Add(command); break;
                default: throw new ArgumentException($"'{symbol.Name}' is neither argument, option nor command", nameof(symbols));
            }
        }
        return this;
    }
}
