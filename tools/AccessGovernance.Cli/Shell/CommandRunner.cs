using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Shell;

/// <summary>Gives commands their action; each run gets its own connection, which is opened when first used and closed at the end.</summary>
internal sealed class CommandRunner(GlobalOptions options)
{
    public DocumentedCommand Running(DocumentedCommand command, Func<CommandRun, Task<ExitCode>> action)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var surroundings = Invocation.Of(parsed);
            var printer = new Printer(parsed.GetValue(options.Output), surroundings);
            using var run = new CommandRun(parsed, surroundings, options.AddressOf(parsed, surroundings), printer, cancellation);
            return (int)await action(run);
        });
        return command;
    }
}
