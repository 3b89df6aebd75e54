using AccessGovernance.EventLog.EventStoreDb.Connections;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// What the names of all streams of one deployment begin with: 1 to 40 small letters, digits or underscores and a point. As no name holds a
/// point, no prefix is the beginning of another, and one server keeps the histories of several deployments apart.
/// </summary>
public sealed record StorePrefix
{
    public const string DefaultName = "accessgovernance";
    private const int MaxLength = 40;

    /// <exception cref="EventStoreSettingsException">The name is not allowed.</exception>
    public StorePrefix(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new EventStoreSettingsException($"the prefix of streams is '{name}'", $"give 1 to {MaxLength} small letters, digits or underscores");
        Text = name + ".";
    }

    public string Text { get; }

    /// <summary>Says which history this is; its first event is the first of the deployment.</summary>
    public string StoreStream => Text + "store";

    /// <summary>Where writers compare their clock with the server's.</summary>
    public string ClockStream => Text + "clock";

    public string Of(string stream) => Text + stream;

    public bool Covers(string stored) => stored.StartsWith(Text, StringComparison.Ordinal);

    /// <summary>Streams about the store itself, which are no part of the history.</summary>
    public bool IsOwn(string stored) => stored == StoreStream || stored == ClockStream;

    public string Without(string stored) => stored[Text.Length..];
}
