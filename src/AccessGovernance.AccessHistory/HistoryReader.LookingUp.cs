using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>An application and from when on it is governed, as known.</summary>
public sealed record GovernedApplication(AppId Application, Instant? GovernedFrom);

public sealed partial class HistoryReader
{
    public bool IsRegistered(IdentityId identity, Reading reading) => Find(identity, reading) is not null;

    public bool IsDefined(EntitlementId entitlement, Reading reading) => Find(entitlement, reading) is not null;

    /// <summary>The application that an entitlement belongs to at an instant; null when the entitlement is not defined.</summary>
    public AppId? ApplicationOf(EntitlementId entitlement, Instant at, Reading reading) =>
        Find(entitlement, reading) is { } node && CoverageFinding.ApplicationOf(ViewOf(reading), node, at) is { } application
            ? new AppId(application.Id)
            : null;

    /// <summary>From when on an entitlement takes no new grants; null when it is not retired.</summary>
    public Instant? RetiredAt(EntitlementId entitlement, Reading reading)
    {
        var records = Find(entitlement, reading) is { } node ? node.Retirements.Published : [];
        for (var i = records.Length - 1; i >= 0; i--)
        {
            if (reading.Seen.Sees(records[i].Mark))
                return records[i].At;
        }
        return null;
    }

    /// <summary>Persons that an identity belongs to or is owned by, at an instant or later.</summary>
    public IReadOnlyList<LinkedPerson> PersonsOf(IdentityId identity, Instant from, Reading reading)
    {
        var persons = new List<LinkedPerson>();
        foreach (var link in Find(identity, reading) is { } node ? node.Links.Published : [])
        {
            if (!IsLinkedFrom(link, from, reading))
                continue;
            ref readonly var fact = ref index.Links[link];
            var person = new LinkedPerson(new PersonId(index.Persons[fact.Object].Id), fact.Role);
            if (!persons.Contains(person))
                persons.Add(person);
        }
        return persons;
    }

    /// <summary>Identities that belong to or are owned by a person, at an instant or later.</summary>
    public IReadOnlyList<IdentityId> IdentitiesOf(PersonId person, Instant from, Reading reading)
    {
        var identities = new List<IdentityId>();
        foreach (var link in Find(person, reading) is { } node ? node.Links.Published : [])
        {
            var identity = new IdentityId(index.Identities[index.Links[link].Subject].Id);
            if (IsLinkedFrom(link, from, reading) && !identities.Contains(identity))
                identities.Add(identity);
        }
        return identities;
    }

    /// <summary>Whether an identity of one of the persons holds an entitlement, suspended or not, at an instant or later.</summary>
    public bool AnyHolds(IEnumerable<PersonId> persons, EntitlementId entitlement, Instant from, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(persons);
        if (Find(entitlement, reading) is not { } asked)
            return false;
        var view = ViewOf(reading);
        var paths = Holders.PathsTo(view, asked, Period.Since(from));
        var evaluation = new GrantEvaluation(view);
        foreach (var person in persons)
        {
            foreach (var identity in IdentitiesOf(person, from, reading))
            {
                var builder = new HoldingBuilder(index.Identities.Find(identity.Value)!, asked);
                evaluation.CollectHolder(builder.Identity, paths, builder);
                if (builder.IsHeld)
                    return true;
            }
        }
        return false;
    }

    public IReadOnlyList<GovernedApplication> Applications(Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var view = ViewOf(reading);
        var applications = new List<GovernedApplication>();
        for (var i = 0; i < index.Applications.Count; i++)
        {
            var application = index.Applications[i];
            if (application.IsRegisteredAt(reading.ReadPosition))
                applications.Add(new(new AppId(application.Id), CoverageFinding.GovernedFrom(view, application, reading)));
        }
        return applications;
    }

    private bool IsLinkedFrom(int link, Instant from, Reading reading) =>
        index.Links.TrySee(link, reading.Seen, out var version) && version.Validity.Until > from && !version.Validity.IsEmpty;

    private HashSet<IdentityNode> IdentitiesOf(PersonNode person)
    {
        var identities = new HashSet<IdentityNode>();
        foreach (var link in person.Links.Published)
            identities.Add(index.Identities[index.Links[link].Subject]);
        return identities;
    }
}
