using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Whose clock limits what is known.</summary>
public enum KnownBy
{
    /// <summary>What this history had recorded.</summary>
    Ours = 1,

    /// <summary>What the sources of imported rows had recorded; everything else by our clock.</summary>
    Source = 2,

    /// <summary>Any state of knowledge from the first instant asked about until now.</summary>
    Ever = 3,
}

/// <summary>The state of knowledge that is asked for.</summary>
public sealed record Knowledge
{
    private Knowledge(KnownBy by, Instant? time, long? position) => (By, Time, Position) = (by, time, position);

    /// <summary>Everything visible.</summary>
    public static Knowledge Latest { get; } = new(KnownBy.Ours, null, null);

    /// <summary>Access that held in one state of knowledge from the first instant asked about until now.</summary>
    public static Knowledge Ever { get; } = new(KnownBy.Ever, null, null);

    public KnownBy By { get; }

    public Instant? Time { get; }

    public long? Position { get; }

    /// <summary>Reads as if the history ended here, so that later pages continue the same answer; null for its present end.</summary>
    public long? ReadPosition { get; init; }

    /// <summary>Exactly what was recorded up to a position; inside a batch, up to the end of the batch before.</summary>
    public static Knowledge AtPosition(long position) => new(KnownBy.Ours, null, position);

    /// <summary>What we had recorded at a time.</summary>
    public static Knowledge AtTime(Instant time) => new(KnownBy.Ours, time, null);

    /// <summary>What the sources had recorded at a time, and we of everything else.</summary>
    public static Knowledge BySource(Instant time) => new(KnownBy.Source, time, null);
}

/// <summary>A state of knowledge found in the history and pinned: every question asked of it is answered from the same facts.</summary>
public sealed record Reading
{
    internal Reading(Visibility seen) => Seen = seen;

    /// <summary>The last position that counts (of imported rows, on the source's clock, see <see cref="ReadPosition"/>).</summary>
    public required long Position { get; init; }

    /// <summary>Recording time of <see cref="Position"/>; earlier than everything when it is 0.</summary>
    public required Instant RecordingTime { get; init; }

    /// <summary>The end of the history as this reading has it; imported rows up to here count on the source's clock.</summary>
    public required long ReadPosition { get; init; }

    /// <summary>More may yet become known of the time asked for: it reaches the end of the history.</summary>
    public required bool Open { get; init; }

    public required KnownBy KnownBy { get; init; }

    internal Visibility Seen { get; }

    /// <summary>The instant meant by an omitted one: the node's clock, but never before what is already recorded.</summary>
    public Instant Now(Instant clock) => Instant.Max(clock, RecordingTime);
}
