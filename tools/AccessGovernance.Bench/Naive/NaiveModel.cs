using AccessGovernance.AccessHistory;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Naive;

/// <summary>
/// A small history as plain lists, folded straight from its entries, and answers by looking at all of it. Shares nothing with the index.
/// </summary>
internal sealed class NaiveModel
{
    private static readonly NaiveStatuses Always = new();

    private readonly Dictionary<Guid, NaiveFact> facts = [];
    private readonly List<NaiveFact> grants = [];
    private readonly List<NaiveFact> conferrals = [];
    private readonly Dictionary<string, NaiveStatuses> statuses = new(StringComparer.Ordinal);
    private readonly List<(long Time, bool EndsBatch)> recorded = [];
    private readonly SortedSet<long> moments = [];

    public long Head => recorded.Count;

    public IEnumerable<string> Identities => grants.Select(g => g.Subject).Distinct();

    public IEnumerable<string> Entitlements => grants.Concat(conferrals).Select(g => g.Object).Distinct();

    public void See(in HistoryEntry entry)
    {
        recorded.Add((Math.Max(entry.Stamp.Milliseconds, recorded.Count > 0 ? recorded[^1].Time : long.MinValue), entry.EndsBatch));
        var (position, learned) = (entry.Position, entry.Import?.SourceRecordedAt.Milliseconds);
        switch (entry.What)
        {
            case AccessGranted e: Open(grants, new(e.Grant.Value, Identity(entry), e.Entitlement.Value, new(position, learned,
                e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds))); break;
            case ConferralAdded e: Open(conferrals, new(e.Conferral.Value, e.From.Value, e.To.Value, new(position, learned,
                e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds))); break;
            case AccessRevoked e: Change(e.Grant.Value, v => new(position, learned, v.From, e.At.Milliseconds)); break;
            case ConferralEnded e: Change(e.Conferral.Value, v => new(position, learned, v.From, e.At.Milliseconds)); break;
            case GrantCorrected e: Change(e.Grant.Value, _ => new(position, learned, e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds)); break;
            case GrantVoided e: Change(e.Grant.Value, _ => new(position, learned, 0, 0)); break;
            case ConferralVoided e: Change(e.Conferral.Value, _ => new(position, learned, 0, 0)); break;
            case IdentitySuspended e: Add(NaiveChange.Suspended, e.From.Milliseconds, entry); break;
            case IdentityResumed e: Add(NaiveChange.Resumed, e.From.Milliseconds, entry); break;
            case IdentityTerminated e: Add(NaiveChange.Terminated, e.At.Milliseconds, entry); break;
            case TerminationWithdrawn e: Add(NaiveChange.Withdrawn, e.At.Milliseconds, entry); break;
            case IdentityReinstated e: Add(NaiveChange.Reinstated, e.From.Milliseconds, entry); break;
        }
    }

    /// <summary>The end of the last batch that is not after a position.</summary>
    public long BatchEndUpTo(long position)
    {
        while (position > 0 && !recorded[(int)position - 1].EndsBatch)
            position--;
        return position;
    }

    /// <summary>The end of the last batch recorded by a time.</summary>
    public long KnownAt(long time)
    {
        var position = Head;
        while (position > 0 && recorded[(int)position - 1].Time > time)
            position--;
        return BatchEndUpTo(position);
    }

    /// <summary>Who held an entitlement at one instant of [from, until): identity, state, and the grants it follows from.</summary>
    public List<string> Who(string entitlement, long from, long until, NaiveKnowledge known)
    {
        var rows = new NaiveRows();
        foreach (var at in Instants(from, until))
        {
            var leading = Reached(entitlement, at, known, up: true);
            foreach (var grant in grants.Where(g => leading.Contains(g.Object)))
                Judge(grant, grant.Subject, at, known, rows);
        }
        return rows.Texts();
    }

    /// <summary>What an identity held at one instant of [from, until): entitlement, state, and the grants it follows from.</summary>
    public List<string> What(string identity, long from, long until, NaiveKnowledge known)
    {
        var rows = new NaiveRows();
        foreach (var at in Instants(from, until))
        {
            foreach (var grant in grants.Where(g => g.Subject == identity))
            {
                foreach (var entitlement in Reached(grant.Object, at, known, up: false))
                    Judge(grant, entitlement, at, known, rows);
            }
        }
        return rows.Texts();
    }

    private void Judge(NaiveFact grant, string row, long at, NaiveKnowledge known, NaiveRows rows)
    {
        if (grant.As(known) is not { } validity || at < validity.From || at >= validity.Until)
            return;
        var status = statuses.GetValueOrDefault(grant.Subject, Always);
        if (at < status.CutOf(known, grant.Opened) && !status.IsTerminated(known, at))
            rows.Add(row, grant.Id, isActive: !status.IsSuspended(known, at));
    }

    private HashSet<string> Reached(string start, long at, NaiveKnowledge known, bool up)
    {
        HashSet<string> reached = [start];
        for (var front = new List<string> { start }; front.Count > 0;)
        {
            front = [.. from edge in conferrals
                        where front.Contains(up ? edge.Object : edge.Subject) && edge.As(known) is { } v && v.From <= at && at < v.Until
                        let next = up ? edge.Subject : edge.Object
                        where reached.Add(next)
                        select next];
        }
        return reached;
    }

    /// <summary>The first instant and every later one at which anything could change.</summary>
    private IEnumerable<long> Instants(long from, long until) => moments.GetViewBetween(from, until - 1).Append(from).Distinct();

    private void Open(List<NaiveFact> all, NaiveFact fact)
    {
        all.Add(fact);
        facts[fact.Id] = fact;
        Note(fact.Versions[^1]);
    }

    private void Change(Guid id, Func<NaiveVersion, NaiveVersion> change)
    {
        facts[id].Versions.Add(change(facts[id].Versions[^1]));
        Note(facts[id].Versions[^1]);
    }

    private void Note(NaiveVersion version)
    {
        moments.Add(version.From);
        moments.Add(version.Until);
    }

    private void Add(NaiveChange change, long at, in HistoryEntry entry)
    {
        var identity = Identity(entry);
        if (!statuses.TryGetValue(identity, out var status))
            statuses[identity] = status = new NaiveStatuses();
        status.All.Add(new(entry.Position, entry.Import?.SourceRecordedAt.Milliseconds, change, at));
        moments.Add(at);
    }

    private static string Identity(in HistoryEntry entry) => StreamNames.IdentityOf(entry.Stream)!.Value.Value;
}
