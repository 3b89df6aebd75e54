using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli;

/// <summary>What agctl finds around itself: streams, terminal, environment and clock.</summary>
internal sealed record Surroundings(TextWriter Out, TextWriter Error, TimeProvider Clock)
{
    /// <summary>True when a person watches standard output: tables in colour, as wide as the window.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True when a person types.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>True when a person watches standard error: progress bars instead of lines.</summary>
    public bool ErrorIsTerminal { get; init; }

    public Func<string, string?> Environment { get; init; } = _ => null;

    public static Surroundings OfThisProcess() => new(
        Console.IsOutputRedirected ? PipedOutput.Open() : Console.Out, Console.Error, TimeProvider.System)
    {
        OutIsTerminal = !Console.IsOutputRedirected,
        InIsTerminal = !Console.IsInputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Environment = System.Environment.GetEnvironmentVariable,
    };
}
