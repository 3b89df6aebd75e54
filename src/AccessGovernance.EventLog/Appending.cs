using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;

namespace AccessGovernance.EventLog;

/// <summary>Bounds of one append. Chosen to fit every engine.</summary>
public static class LogLimits
{
    public const int MaxEventsPerAppend = 1_000;
    public const int MaxEventsPerBulkAppend = 5_000;
    public const int MaxEventBytes = 256 * 1024;

    /// <summary>Bodies and origins of one append to a stream: an EventStoreDB takes 1 MiB with everything around them.</summary>
    public const int MaxAppendBytes = 768 * 1024;
    public const int MaxStreamNameBytes = 300;

    /// <summary>Events in one page of a read; a batch that is longer makes its page longer.</summary>
    public const int PageSize = 1_024;

    /// <summary>Appends that may wait for the writer; more are refused at once.</summary>
    public const int MaxWaitingAppends = 16_384;
}

/// <summary>What one append may hold. The history has <see cref="OfTheHistory"/>.</summary>
/// <param name="EventBytes">Body and origin of one event.</param>
/// <param name="NameBytes">The name of a stream or of an event's type, in UTF-8.</param>
public sealed record AppendBounds(int EventBytes, int Events, int NameBytes)
{
    public static readonly AppendBounds OfTheHistory = new(LogLimits.MaxEventBytes, LogLimits.MaxEventsPerAppend, LogLimits.MaxStreamNameBytes)
    {
        Bytes = LogLimits.MaxAppendBytes,
    };

    /// <summary>Bodies and origins of all events together.</summary>
    public int Bytes { get; init; } = int.MaxValue;
}

/// <summary>Events for one stream, expected to stand at <paramref name="ExpectedRevision"/> (its last revision, or <see cref="NoStream"/>).</summary>
public sealed record StreamAppend(string Stream, long ExpectedRevision, IReadOnlyList<NewEvent> Events)
{
    /// <summary>Expects that the stream has no event yet.</summary>
    public const long NoStream = -1;
}

/// <summary>Events for several streams in the order in which they shall stand in the log.</summary>
/// <param name="Expected">The last revision of every stream that occurs in <paramref name="Events"/>.</param>
public sealed record BulkAppend(IReadOnlyDictionary<string, long> Expected, IReadOnlyList<(string Stream, NewEvent Event)> Events);

/// <summary>An event as it will be stored. The log adds position, revision, stamp and batch.</summary>
/// <param name="EventId">Derived from the request and the event's index in it; recognises a repeat.</param>
/// <param name="Type">Stored name, from the event catalogue.</param>
/// <param name="Body">Canonical JSON.</param>
public sealed record NewEvent(Guid EventId, string Type, ReadOnlyMemory<byte> Body, EventOrigin Origin, ImportedRow? Import);

/// <summary>Who asked for what was recorded.</summary>
/// <param name="Fingerprint">Keyed fingerprint of the request's content.</param>
/// <param name="Actor">By id, never by mail address.</param>
public sealed record EventOrigin(RequestId? Request, Guid Fingerprint, string Actor, string? OnBehalfOf, string? Correlation);

public abstract record AppendResult;

/// <summary>Written, now or by an earlier identical append.</summary>
/// <param name="FirstPosition">Position of the first event of this append; 0 for an append without events.</param>
/// <param name="LastPosition">Position of the last event: the token of this write.</param>
/// <param name="LastRevision">The stream's revision after it (of the last stream, in a bulk append).</param>
public sealed record Appended(long FirstPosition, long LastPosition, long LastRevision) : AppendResult;

/// <summary>The stream stands elsewhere; nothing was written.</summary>
/// <param name="ActualRevision">Its last revision, or <see cref="StreamAppend.NoStream"/>.</param>
public sealed record RevisionConflict(string Stream, long ActualRevision) : AppendResult;

/// <summary>The log did not write, and says why. Safe to try again once the cause is mended.</summary>
public class LogRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>This node does not write because of its clock; another one may.</summary>
public sealed class ClockRefusedException(string message) : LogRefusedException(message);

/// <summary>This node has not heard lately where the history ends, and says nothing as of now. Nothing was written; another node may know.</summary>
public sealed class HeadNotHeardException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The write may or may not have happened.</summary>
public sealed class OutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Stored bytes are not what was written. The message names the position and what to do.</summary>
public sealed class DamagedLogException(string message, Exception? inner = null) : Exception(message, inner);
