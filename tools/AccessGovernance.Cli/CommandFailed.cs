namespace AccessGovernance.Cli;

/// <summary>Ends a command: one line that says what is wrong, one that says what to do next.</summary>
internal sealed class CommandFailed(ExitCode code, string what, string next) : Exception(what)
{
    public ExitCode Code { get; } = code;

    public string Next { get; } = next;

    public static CommandFailed Usage(string what, string next) => new(ExitCode.Usage, what, next);
}
