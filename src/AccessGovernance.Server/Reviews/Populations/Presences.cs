using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Which reviewers left: persons who had identities of their own, none of which is theirs now without being terminated or forgotten. Of a person who is
/// there it is asked again only when something was recorded about who exists, or when a termination takes effect or a link begins or ends: campaigns ask
/// every few seconds about all their reviewers. Thread-safe.
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
        var linked = history.IdentitiesOf(person, Instant.Earliest, history.Latest).Select(i => directory.Identity(i, now)).OfType<IdentityRecord>().ToList();
        if (linked.Exists(i => Linked.EverOwning(i, now).Contains(person)) && !linked.Exists(i => Linked.IsThere(i, person, now)))
            return true;
        present[person] = linked.SelectMany(i => Changes(i, person)).Where(at => at > now).DefaultIfEmpty(Instant.Forever).Min();
        return false;
    }

    private static IEnumerable<Instant> Changes(IdentityRecord identity, PersonId person) => identity.Links.Select(l => l.Value)
        .Where(l => l.Person == person && l.Role == LinkRole.Person).SelectMany(l => new[] { l.Validity.From, l.Validity.Until })
        .Append(identity.TerminatedAt ?? Instant.Forever);
}
