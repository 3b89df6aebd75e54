using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>
/// What some events mean at one instant, read straight from the rules: folded anew for every question, judged millisecond by
/// millisecond, every path walked. Shares nothing with the index.
/// </summary>
internal sealed class NaiveFold
{
    private readonly Dictionary<Guid, NaiveFact> facts = [];
    private readonly List<(string Identity, long Position, DomainEvent What)> statuses = [];

    public NaiveFold(IEnumerable<HistoryEntry> known, IReadOnlyList<HistoryEntry> all)
    {
        var validities = new Dictionary<Guid, (long From, long Until)>();
        var knownPositions = known.Select(k => k.Position).ToHashSet();
        foreach (var entry in all)
            Fold(entry, knownPositions.Contains(entry.Position), validities);
    }

    public IEnumerable<NaiveFact> Facts => facts.Values;

    public bool IsTerminated(string identity, long at) =>
        Terminations(identity).Any(t => t.At <= at && !Of(identity).Any(r => r.What is IdentityReinstated e
            && r.Position > t.Position && e.From.Milliseconds > t.At && e.From.Milliseconds <= at));

    public bool IsSuspended(string identity, long at)
    {
        var latest = Of(identity).Select(s => (s.What, s.Position, At: s.What switch
        {
            IdentitySuspended e => e.From.Milliseconds,
            IdentityResumed e => e.From.Milliseconds,
            IdentityReinstated e => e.From.Milliseconds,
            _ => long.MaxValue,
        })).Where(s => s.At <= at).OrderBy(s => s.At).ThenBy(s => s.Position).LastOrDefault();
        return latest.What is IdentitySuspended;
    }

    /// <summary>The end of a grant, with what a termination recorded after it made of it.</summary>
    public long EndOf(NaiveFact grant) =>
        Terminations(grant.Subject).Where(t => t.Position > grant.Position).Select(t => t.At).Append(grant.Until).Min();

    public bool Holds(NaiveFact grant, long at) => grant.From <= at && at < EndOf(grant) && !IsTerminated(grant.Subject, at);

    public bool IsLinked(string identity, string person, long at) =>
        facts.Values.Any(f => f.Kind == 'l' && f.Subject == identity && f.Object == person && f.From <= at && at < f.Until);

    /// <summary>Length of the shortest path of conferrals at an instant; null when there is none.</summary>
    public int? Distance(string from, string to, long at) => Distance(from, to, at, []);

    private int? Distance(string from, string to, long at, HashSet<string> passed)
    {
        if (from == to)
            return 0;
        int? best = null;
        var edges = facts.Values.Where(f => f.Kind == 'c' && f.Subject == from && f.From <= at && at < f.Until);
        foreach (var edge in edges.Where(e => !passed.Contains(e.Object)))
        {
            var rest = Distance(edge.Object, to, at, [.. passed, from]) + 1;
            best = best is null || rest < best ? rest ?? best : best;
        }
        return best;
    }

    private IEnumerable<(string Identity, long Position, DomainEvent What)> Of(string identity) =>
        statuses.Where(s => s.Identity == identity);

    private IEnumerable<(long Position, long At)> Terminations(string identity) =>
        from s in Of(identity)
        where s.What is IdentityTerminated
        let at = ((IdentityTerminated)s.What).At.Milliseconds
        where !Of(identity).Any(w => w.Position > s.Position && w.What is TerminationWithdrawn e && e.At.Milliseconds == at)
        select (s.Position, at);

    private void Fold(HistoryEntry entry, bool known, Dictionary<Guid, (long From, long Until)> recorded)
    {
        var subject = StreamNames.IdentityOf(entry.Stream)?.Value ?? "";
        switch (entry.What)
        {
            case AccessGranted e: Open('g', e.Grant.Value, subject, e.Entitlement.Value, e.Validity); break;
            case ConferralAdded e: Open('c', e.Conferral.Value, e.From.Value, e.To.Value, e.Validity); break;
            case IdentityLinked e: Open('l', e.Link.Value, subject, e.Person.Value, e.Validity); break;
            case AccessRevoked e: Change(e.Grant.Value, recorded[e.Grant.Value].From, e.At.Milliseconds); break;
            case ConferralEnded e: Change(e.Conferral.Value, recorded[e.Conferral.Value].From, e.At.Milliseconds); break;
            case IdentityLinkEnded e: Change(e.Link.Value, recorded[e.Link.Value].From, e.Until.Milliseconds); break;
            case GrantCorrected e: Change(e.Grant.Value, e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds); break;
            case GrantVoided e: Change(e.Grant.Value, 0, 0); break;
            case ConferralVoided e: Change(e.Conferral.Value, 0, 0); break;
            case IdentitySuspended or IdentityResumed or IdentityTerminated or IdentityReinstated or TerminationWithdrawn when known:
                statuses.Add((subject, entry.Position, entry.What));
                break;
        }

        void Open(char kind, Guid id, string from, string to, Period validity)
        {
            recorded[id] = (validity.From.Milliseconds, validity.Until.Milliseconds);
            if (known)
                facts[id] = new NaiveFact(kind, id, from, to, recorded[id].From, recorded[id].Until, entry.Position);
        }

        void Change(Guid id, long from, long until)
        {
            recorded[id] = (from, until);
            if (known && facts.TryGetValue(id, out var fact))
                facts[id] = fact with { From = from, Until = until };
        }
    }
}

/// <summary>A grant (g), a conferral (c) or a link (l) with its validity as known.</summary>
internal sealed record NaiveFact(char Kind, Guid Id, string Subject, string Object, long From, long Until, long Position);
