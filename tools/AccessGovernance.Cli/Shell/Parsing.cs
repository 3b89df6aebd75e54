using System.CommandLine.Parsing;

namespace AccessGovernance.Cli.Shell;

/// <summary>Turns a parser that throws <see cref="FormatException"/> into one that reports where the command line is wrong.</summary>
internal static class Parsing
{
    public static T Value<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens[^1].Value);
        }
        catch (FormatException e)
        {
            var option = result.Parent is OptionResult { Option.Name: var name } ? $"{name}: " : $"{result.Argument.Name}: ";
            result.AddError(option + e.Message);
            return default!;
        }
    }
}
