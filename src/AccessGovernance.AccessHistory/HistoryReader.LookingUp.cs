using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    public bool IsRegistered(IdentityId identity, Reading reading) => Find(identity, reading) is not null;

    public bool IsDefined(EntitlementId entitlement, Reading reading) => Find(entitlement, reading) is not null;

    public bool IsDefined(AppId application, Reading reading) => Find(application, reading) is not null;

    /// <summary>The application that an entitlement belongs to at an instant; null when the entitlement is not defined.</summary>
    public AppId? ApplicationOf(EntitlementId entitlement, Instant at, Reading reading) =>
        Find(entitlement, reading) is { } node && CoverageFinding.ApplicationOf(ViewOf(reading), node, at) is { } application
            ? new AppId(application.Id)
            : null;

    /// <summary>What a conferral goes from and to; null when the index has not read of it.</summary>
    public (EntitlementId From, EntitlementId To)? ConferralOf(ConferralId conferral)
    {
        var row = index.ConferralRowOf(conferral);
        return row < 0
            ? null
            : (IdOf(index.Entitlements[index.Conferrals.SubjectOf(row)]), IdOf(index.Entitlements[index.Conferrals.OwnerOf(row)]));
    }

    /// <summary>Identities that belong to or are owned by a person, at an instant or later.</summary>
    public IReadOnlyList<IdentityId> IdentitiesOf(PersonId person, Instant from, Reading reading)
    {
        var identities = new List<IdentityId>();
        foreach (var link in Find(person, reading) is { } node ? node.Links : [])
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

    /// <summary>Whether an identity was ever granted one of some entitlements itself, whatever became of it.</summary>
    public bool WasGranted(IdentityId identity, Func<EntitlementId, bool> some, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(some);
        if (Find(identity, reading) is not { } holder)
            return false;
        foreach (var row in holder.Grants.Published)
        {
            if (index.Grants.TrySee(row, reading.Seen, out _) && some(IdOf(index.Entitlements[index.Grants.OwnerOf(row)])))
                return true;
        }
        return false;
    }

    private bool IsLinkedFrom(int link, Instant from, Reading reading) =>
        index.Links.TrySee(link, reading.Seen, out var version) && version.Validity.Until > from && !version.Validity.IsEmpty;

    private HashSet<IdentityNode> IdentitiesOf(PersonNode person)
    {
        var identities = new HashSet<IdentityNode>();
        foreach (var link in person.Links)
            identities.Add(index.Identities[index.Links[link].Subject]);
        return identities;
    }
}
