namespace AccessGovernance.Server.Hosting;

/// <summary>Everything that can be set, with its default. See <see cref="OptionReader"/> for names and sources.</summary>
public sealed record ServerOptions
{
    /// <summary>Where history, keys, cached state and tokens live; made with mode 0700 when missing.</summary>
    public string DataDirectory { get; init; } = "./data";

    public int GrpcPort { get; init; } = 5080;

    public int HttpPort { get; init; } = 5081;

    /// <summary>"loopback" or "any".</summary>
    public string Listen { get; init; } = "loopback";

    /// <summary>Calls per second that one caller may make; as many may come at once.</summary>
    public int CallsPerSecond { get; init; } = 20_000;

    /// <summary>Largest message in either direction, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Added to the clock of this node, in milliseconds: for tests of clocks that are wrong.</summary>
    public long ClockOffsetMs { get; init; }
}
