using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>One row of an answer in a form that can be compared as text.</summary>
internal sealed class NaiveRow
{
    public SortedSet<long> Held { get; } = [];
    public SortedSet<long> Active { get; } = [];
    public SortedSet<string> Grants { get; } = new(StringComparer.Ordinal);
    public SortedSet<string> Persons { get; } = new(StringComparer.Ordinal);
    public int ActiveDepth { get; set; } = int.MaxValue;
    public int Depth { get; set; } = int.MaxValue;
    public bool Now { get; set; }
    public bool Then { get; set; }

    public string Text(string identity, string entitlement) =>
        $"{identity} {entitlement} {(Active.Count > 0 ? "active" : "suspended")} at {string.Join(',', Held)} by {string.Join(',', Grants)} "
        + $"over {(Active.Count > 0 ? ActiveDepth : Depth)} of {string.Join(',', Persons)} now {Now} then {Then}";
}

/// <summary>Answers to every kind of question by brute force over states of knowledge and instants.</summary>
internal sealed class NaiveAnswers
{
    /// <summary>Beyond every time that occurs.</summary>
    public const int Horizon = RandomHistory.LastTime + 4;

    private static readonly string[] Identities = ["i0", "i1", "i2"];
    private static readonly string[] Entitlements = ["e0", "e1", "e2", "e3"];
    private static readonly string[] People = ["p0", "p1"];

    private readonly IReadOnlyList<HistoryEntry> entries;
    private readonly Dictionary<long, (long BatchEnd, long RecordingTime)> recorded = [];

    public NaiveAnswers(IReadOnlyList<HistoryEntry> entries)
    {
        this.entries = entries;
        foreach (var e in entries)
        {
            var end = entries.First(x => x.Position >= e.Position && x.EndsBatch).Position;
            recorded[e.Position] = (end, entries.Where(x => x.Position <= end).Max(x => x.Stamp.Milliseconds));
        }
    }

    /// <summary>The rows of everybody and everything in one answer, as text, in the order of identities.</summary>
    public List<string> Rows(Period during, Knowledge knowledge, string? person)
    {
        var states = StatesOf(knowledge, during.From.Milliseconds).Select(known => new NaiveFold(known, entries)).ToList();
        var rows = new List<string>();
        foreach (var identity in Identities)
        {
            foreach (var entitlement in Entitlements)
            {
                var row = Judge(states, identity, entitlement, during, person);
                if (row.Held.Count > 0)
                    rows.Add(row.Text(identity, entitlement));
            }
        }
        return rows;
    }

    private static NaiveRow Judge(List<NaiveFold> states, string identity, string entitlement, Period during, string? person)
    {
        var row = new NaiveRow();
        for (var i = 0; i < states.Count; i++)
        {
            var found = false;
            if (!states[i].Facts.Any(f => f.Kind == 'g' && f.Subject == identity))
                continue;
            for (var t = during.From.Milliseconds; t < Math.Min(during.Until.Milliseconds, Horizon); t++)
                found |= (person is null || states[i].IsLinked(identity, person, t)) && JudgeAt(states[i], identity, entitlement, t, row);
            row.Then |= found && i == 0;
            row.Now |= found && i == states.Count - 1;
        }
        foreach (var p in People.Where(p => row.Held.Any(t => states[^1].IsLinked(identity, p, t))))
            row.Persons.Add(p);
        return row;
    }

    private static bool JudgeAt(NaiveFold state, string identity, string entitlement, long t, NaiveRow row)
    {
        var found = false;
        foreach (var grant in state.Facts.Where(f => f.Kind == 'g' && f.Subject == identity && state.Holds(f, t)))
        {
            if (state.Distance(grant.Object, entitlement, t) is not { } depth)
                continue;
            found = true;
            row.Held.Add(t);
            row.Grants.Add(grant.Id.ToString()[..8]);
            row.Depth = Math.Min(row.Depth, depth);
            if (state.IsSuspended(identity, t))
                continue;
            row.Active.Add(t);
            row.ActiveDepth = Math.Min(row.ActiveDepth, depth);
        }
        return found;
    }

    /// <summary>The states of knowledge that a question is about; for "ever" from the first instant until now, else one.</summary>
    private IEnumerable<IEnumerable<HistoryEntry>> StatesOf(Knowledge knowledge, long first)
    {
        var read = entries.Where(e => e.Position <= (knowledge.ReadPosition ?? long.MaxValue)).ToList();
        read.RemoveAll(e => BatchEnd(e) > (knowledge.ReadPosition ?? long.MaxValue));
        if (knowledge.By == KnownBy.Ever)
        {
            var then = (first, 2L, 0L);
            var cuts = read.Select(Coordinate).Where(c => c.CompareTo(then) > 0).Append(then).Distinct().Order();
            return cuts.Select(cut => read.Where(e => Coordinate(e).CompareTo(cut) <= 0)).Append(read);
        }
        var limit = knowledge.Time?.Milliseconds ?? long.MaxValue;
        return [read.Where(e => BatchEnd(e) <= (knowledge.Position ?? long.MaxValue)
            && (knowledge.By == KnownBy.Source && e.Import is { } row ? row.SourceRecordedAt.Milliseconds : RecordingTime(e)) <= limit)];
    }

    private (long, long, long) Coordinate(HistoryEntry e) =>
        e.Import is { } row ? (row.SourceRecordedAt.Milliseconds, 0, 0) : (RecordingTime(e), 1, BatchEnd(e));

    private long RecordingTime(HistoryEntry e) => recorded[e.Position].RecordingTime;

    private long BatchEnd(HistoryEntry e) => recorded[e.Position].BatchEnd;
}
