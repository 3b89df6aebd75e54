using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Facts of one kind with all their versions; nothing is overwritten. One writer. Readers see every version that they may know of, and
/// of those the last one counts.
/// </summary>
internal sealed class FactStore
{
    public const int NoChange = -1;

    private readonly Column<Fact> facts = new();
    private readonly Column<FactVersion> changes = new();
    private readonly Dictionary<Guid, int> byId = [];

    public ref Fact this[int ordinal] => ref facts[ordinal];

    public int Count => facts.Count;

    /// <summary>Records a new fact; answers false when the id exists already.</summary>
    public bool TryOpen(ref Fact fact, Period validity, in Mark mark, out int ordinal)
    {
        fact.Last = NoChange;
        fact.First = Version(validity, FactChange.Opened, mark, NoChange);
        ordinal = facts.Count;
        if (!byId.TryAdd(fact.Id, ordinal))
            return false;
        facts.Add(fact);
        return true;
    }

    /// <summary>Records a change of a fact; answers false when there is none of that id.</summary>
    public bool TryEnd(Guid id, Instant until, in Mark mark) =>
        byId.TryGetValue(id, out var at) && Add(at, new Period(Newest(at).Validity.From, until), FactChange.Ended, mark);

    public bool TryCorrect(Guid id, Period validity, in Mark mark) =>
        byId.TryGetValue(id, out var at) && Add(at, validity, FactChange.Corrected, mark);

    public bool TryVoid(Guid id, in Mark mark) =>
        byId.TryGetValue(id, out var at) && Add(at, Newest(at).Validity, FactChange.Voided, mark);

    /// <summary>The last version that is seen; false when the fact itself is not known yet.</summary>
    public bool TrySee(int ordinal, in Visibility seen, out FactVersion version)
    {
        ref var fact = ref facts[ordinal];
        version = fact.First;
        if (!seen.Sees(version.Position, version.Import))
            return false;
        for (var at = Volatile.Read(ref fact.Last); at != NoChange;)
        {
            ref var change = ref changes[at];
            if (seen.Sees(change.Position, change.Import))
            {
                version = change;
                return true;
            }
            at = change.Previous;
        }
        return true;
    }

    /// <summary>Every version, the newest first.</summary>
    public IEnumerable<FactVersion> VersionsOf(int ordinal)
    {
        var at = Volatile.Read(ref facts[ordinal].Last);
        while (at != NoChange)
        {
            var change = changes[at];
            yield return change;
            at = change.Previous;
        }
        yield return facts[ordinal].First;
    }

    private FactVersion Newest(int ordinal)
    {
        ref var fact = ref facts[ordinal];
        return fact.Last == NoChange ? fact.First : changes[fact.Last];
    }

    private bool Add(int ordinal, Period validity, FactChange change, in Mark mark)
    {
        ref var fact = ref facts[ordinal];
        var added = changes.Add(Version(validity, change, mark, fact.Last));
        Volatile.Write(ref fact.Last, added);
        return true;
    }

    private static FactVersion Version(Period validity, FactChange change, in Mark mark, int previous) => new()
    {
        Position = mark.Position,
        Import = mark.Import,
        Actor = mark.Actor,
        From = validity.From.Milliseconds,
        Until = validity.Until.Milliseconds,
        Change = change,
        Previous = previous,
    };
}
