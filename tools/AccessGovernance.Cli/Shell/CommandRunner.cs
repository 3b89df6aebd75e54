using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Shell;

/// <summary>Gives commands their action; each run gets its own connection, which is opened when first used and closed at the end.</summary>
internal sealed class CommandRunner(GlobalOptions options, Surroundings surroundings)
{
    public DocumentedCommand Running(DocumentedCommand command, Func<CommandRun, Task<ExitCode>> action)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var timeout = parsed.GetResult(options.Timeout) is null ? GlobalOptions.DefaultTimeout : parsed.GetRequiredValue(options.Timeout);
            var address = new ServerAddress(parsed.GetRequiredValue(options.Server), parsed.GetRequiredValue(options.TokenFile), timeout)
            {
                Authorities = parsed.GetValue(options.Authorities),
            };
            var printer = new Printer(parsed.GetValue(options.Output), surroundings);
            using var run = new CommandRun(parsed, surroundings, address, printer, cancellation);
            return (int)await action(run);
        });
        return command;
    }
}
