namespace AccessGovernance.Bench.Naive;

/// <summary>What one record made of a fact.</summary>
/// <param name="SourceTime">When the source of an imported record learned it; null for our own.</param>
internal readonly record struct NaiveVersion(long Position, long? SourceTime, long From, long Until);

/// <summary>A grant or a conferral with everything that was ever recorded of it, in log order.</summary>
internal sealed class NaiveFact(Guid id, string subject, string @object, NaiveVersion opened)
{
    public Guid Id => id;

    public string Subject => subject;

    public string Object => @object;

    public long Opened => opened.Position;

    public List<NaiveVersion> Versions { get; } = [opened];

    /// <summary>Its validity as known; null when the fact is not known, or void.</summary>
    public (long From, long Until)? As(NaiveKnowledge known)
    {
        if (!known.Sees(opened.Position, opened.SourceTime))
            return null;
        var last = Versions.FindLast(v => known.Sees(v.Position, v.SourceTime));
        return last.From < last.Until ? (last.From, last.Until) : null;
    }
}

/// <summary>One state of knowledge: everything up to a position, or imported records by their source's time instead.</summary>
internal sealed record NaiveKnowledge(long Own, long? SourceTime)
{
    public bool Sees(long position, long? sourceTime) =>
        SourceTime is { } limit && sourceTime is { } learned ? learned <= limit : position <= Own;
}

/// <summary>What a change of status was.</summary>
internal enum NaiveChange
{
    Suspended = 1,
    Resumed = 2,
    Terminated = 3,
    Withdrawn = 4,
    Reinstated = 5,
}

internal readonly record struct NaiveStatus(long Position, long? SourceTime, NaiveChange Change, long At);

/// <summary>The changes of status of one identity in log order, judged straight from the rules.</summary>
internal sealed class NaiveStatuses
{
    public List<NaiveStatus> All { get; } = [];

    public bool IsTerminated(NaiveKnowledge known, long at) => Terminations(known).Any(t => t.At <= at && !All.Exists(r =>
        known.Sees(r.Position, r.SourceTime) && r.Change == NaiveChange.Reinstated && r.Position > t.Position && r.At > t.At && r.At <= at));

    public bool IsSuspended(NaiveKnowledge known, long at)
    {
        NaiveStatus? latest = null;
        foreach (var s in All)
        {
            var counts = s.Change is NaiveChange.Suspended or NaiveChange.Resumed or NaiveChange.Reinstated;
            if (counts && s.At <= at && known.Sees(s.Position, s.SourceTime) && (latest is not { } before || s.At >= before.At))
                latest = s;
        }
        return latest is { Change: NaiveChange.Suspended };
    }

    /// <summary>Where terminations recorded after a grant end it.</summary>
    public long CutOf(NaiveKnowledge known, long opened) =>
        Terminations(known).Where(t => t.Position > opened).Select(t => t.At).Append(long.MaxValue).Min();

    private IEnumerable<NaiveStatus> Terminations(NaiveKnowledge known) => All.Where(t => t.Change == NaiveChange.Terminated
        && known.Sees(t.Position, t.SourceTime) && !All.Exists(w => w.Change == NaiveChange.Withdrawn && w.At == t.At
            && w.Position > t.Position && known.Sees(w.Position, w.SourceTime)));
}
