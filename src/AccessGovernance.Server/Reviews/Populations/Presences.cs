using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Which reviewers left: persons of whom no identity is there any more. Of a person who is there it is asked again only when something was recorded
/// about who exists, or when a termination takes effect: campaigns ask every few seconds about all their reviewers. Thread-safe.
/// </summary>
public sealed class Presences(HistoryReader history, DirectoryReader directory)
{
    private readonly Lock gate = new();
    private readonly Dictionary<PersonId, Instant> present = [];
    private long changed = -1;

    /// <summary>How often the read models were asked about somebody.</summary>
    public long Asked { get; private set; }

    /// <summary>Those of some persons who left.</summary>
    /// <param name="changed">The last position at which anything was recorded about who exists; both read models have come as far.</param>
    public HashSet<PersonId> Gone(IEnumerable<PersonId> persons, long changed, Instant now)
    {
        ArgumentNullException.ThrowIfNull(persons);
        lock (gate)
        {
            if (changed != this.changed)
                present.Clear();
            this.changed = changed;
            return persons.Where(p => IsGone(p, now)).ToHashSet();
        }
    }

    private bool IsGone(PersonId person, Instant now)
    {
        if (present.TryGetValue(person, out var until) && now < until)
            return false;
        Asked++;
        var own = history.IdentitiesOf(person, Instant.Earliest, history.Latest).Select(i => directory.Identity(i, now))
            .Where(i => i is not null && i.Links.Any(l => l.Value.Person == person && l.Value.Role == LinkRole.Person)).ToList();
        if (own.Count > 0 && own.TrueForAll(i => i!.Terminated || i.Forgotten))
            return true;
        present[person] = own.Aggregate(Instant.Forever, (next, i) => i!.TerminatedAt is { } at && at > now ? Instant.Min(next, at) : next);
        return false;
    }
}
