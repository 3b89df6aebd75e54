using System.CommandLine;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AccessGovernance.Cli.Shell;

/// <summary>One run of one command: what was typed, where answers go, and the server on demand. Used by one thread.</summary>
internal sealed class CommandRun(
    ParseResult parsed, Surroundings surroundings, ServerAddress address, Printer printer, CancellationToken cancellation) : IDisposable
{
    private ServerConnection? server;

    public Surroundings Surroundings { get; } = surroundings;

    public ServerAddress Address { get; } = address;

    public Printer Print { get; } = printer;

    public CancellationToken Cancellation { get; } = cancellation;

    public ServerConnection Server => server ??= ServerConnection.Open(Address, Surroundings, Cancellation);

    /// <summary>The same run against another server.</summary>
    public CommandRun At(ServerAddress other) => new(parsed, Surroundings, other, Print, Cancellation);

    public T? Get<T>(Option<T> option) => option is IHasDefault<T> left && !Has(option) ? left.Otherwise : parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>An argument that may be left out.</summary>
    public string? Find(Argument<string?> argument) => parsed.GetValue(argument);

    /// <summary>True when the option was typed; its value may still be empty.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The request id that was typed, or a new one.</summary>
    public string RequestId() => parsed.GetValue(Inputs.RequestId) is { Length: > 0 } typed ? typed : Guid.NewGuid().ToString("D");

    public Timestamp? Time(Option<Timestamp?> option) => parsed.GetValue(option);

    public string Text(Option<string?> option) => parsed.GetValue(option) ?? "";

    public void Dispose() => server?.Dispose();
}
