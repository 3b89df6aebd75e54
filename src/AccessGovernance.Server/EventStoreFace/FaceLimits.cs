namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Bounds of the EventStoreDB face. Where EventStoreDB has the same bound, it is EventStoreDB's.</summary>
internal static class FaceLimits
{
    /// <summary>Subscriptions at once, and finite reads at once; more are refused with RESOURCE_EXHAUSTED.</summary>
    public const int MaxSubscriptions = 64;

    public const int MaxReads = 64;

    /// <summary>Of each, for one token.</summary>
    public const int MaxOfOneToken = 16;

    /// <summary>Events that are read for one call before they are sent: nothing else waits for a slow client.</summary>
    public const int PageEvents = 128;

    /// <summary>Either way; clients allow as much.</summary>
    public const int MaxMessageBytes = 17 * 1024 * 1024;

    /// <summary>Events examined between checkpoints, times the client's multiplier, where the client gives no window.</summary>
    public const int DefaultWindow = 32;

    public const int MaxPrefixes = 256;

    /// <summary>Of a regular expression or a prefix.</summary>
    public const int MaxExpressionLength = 1_024;

    /// <summary>All events of one append to a plain store: data, metadata and two bytes for each character of the types.</summary>
    public const int MaxAppendBytes = 1024 * 1024;

    public const int MaxEventsPerAppend = 16_384;

    public const int MaxStreamNameBytes = 1_024;

    /// <summary>Appends of one batch call that are being written or collected; the call is read on when one is answered.</summary>
    public const int MaxAppendsInFlight = 1_024;

    /// <summary>Bytes of the appends that one batch call collects.</summary>
    public const int MaxCollectedBytes = 16 * 1024 * 1024;

    /// <summary>Event ids that a plain store remembers for appends that expect no exact revision.</summary>
    public const int MaxRememberedIds = 65_536;

    /// <summary>How often an append that expects no exact revision is tried while others write to its stream.</summary>
    public const int MaxAppendTries = 100;

    /// <summary>How long the requests of one append in a batch call may take to come in.</summary>
    public static readonly TimeSpan MaxCollecting = TimeSpan.FromSeconds(2);
}
