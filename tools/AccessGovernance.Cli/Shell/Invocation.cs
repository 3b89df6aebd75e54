using System.CommandLine;

namespace AccessGovernance.Cli.Shell;

/// <summary>One call of the one tree of commands, with what is around it; failures are left to whoever called.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    public Invocation(Surroundings surroundings)
    {
        Surroundings = surroundings;
        EnableDefaultExceptionHandler = false;
        Output = surroundings.Out;
        Error = surroundings.Error;
        // Long enough for quickstart to stop its server.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(20);
    }

    public Surroundings Surroundings { get; }

    public static Surroundings Of(ParseResult parsed) => ((Invocation)parsed.InvocationConfiguration).Surroundings;
}
