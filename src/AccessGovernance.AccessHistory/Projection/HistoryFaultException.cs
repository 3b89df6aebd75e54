namespace AccessGovernance.AccessHistory;

/// <summary>The history cannot be followed past a position: a gap, an unknown event, or one that contradicts what came before.</summary>
public sealed class HistoryFaultException(long position, string message, Exception? inner = null)
    : Exception($"Position {position}: {message}", inner)
{
    /// <summary>Position of the event that could not be handled.</summary>
    public long Position { get; } = position;
}
