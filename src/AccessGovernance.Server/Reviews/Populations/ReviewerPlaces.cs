using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Resolves reviewers, and gives each distinct resolution a place, in the order in which they come up. Rules look at persons and owners only:
/// items with the same ones are resolved once. For one thread.
/// </summary>
internal sealed class ReviewerPlaces
{
    private const ReviewerKinds OfOwners = ReviewerKinds.EntitlementOwner | ReviewerKinds.ApplicationOwner;

    private readonly ReviewerSetting setting;
    private readonly Involvements barred;
    private readonly ReviewerSources sources;
    private readonly bool walksManagers;
    private readonly bool asksOwners;
    private readonly bool asksOwnersAtLast;
    private readonly HashSet<PersonId> pointedTo;
    private readonly Dictionary<ResolvedReviewers, int> places = [];
    private readonly Dictionary<Seen, int> ofAll = [];
    private readonly Dictionary<Seen, int> ofThisIdentity = [];

    // Resolutions that owners have no part in, by the manager.
    private readonly Dictionary<PersonId, int> byManager = [];
    private readonly List<ResolvedReviewers> resolutions = [];
    private IdentityId? identity;
    private PersonId? manager;
    private bool isLikeOthers;
    private int whoeverOwns = -1;

    public ReviewerPlaces(ReviewerSetting setting, Involvements barred, ReviewerSources sources)
    {
        (this.setting, this.barred, this.sources) = (setting, barred, sources);
        var always = setting.Additional.Append(setting.Rule).ToList();
        asksOwners = always.Exists(r => (r.Kind & OfOwners) != 0);
        asksOwnersAtLast = setting.Fallback is { } last && (last.Kind & OfOwners) != 0;
        var rules = setting.Fallback is { } fallback ? always.Append(fallback).ToList() : always;
        walksManagers = rules.Exists(r => r.Kind == ReviewerKinds.LineManager);
        pointedTo = [.. sources.EntitlementOwners.Values, .. sources.ApplicationOwners.Values, .. rules.SelectMany(r => r.Persons),
            .. sources.Groups.Values.SelectMany(g => g), .. sources.Described.Values.SelectMany(d => d)];
    }

    public IReadOnlyList<ResolvedReviewers> Resolutions => resolutions;

    /// <summary>The place of an item's resolution. Items of one identity come one after the other.</summary>
    /// <param name="involved">Null where nobody is known to have had to do with the access.</param>
    public int Of(IdentityId holder, ImmutableArray<PersonId> subjects, EntitlementFacts entitlement, Involved? involved)
    {
        if (holder != identity)
            Begin(holder, subjects);
        if (involved is not null && BarsAnybody(involved))
            return PlaceOf(FactsOf(holder, subjects, entitlement, involved), entitlement);
        if (whoeverOwns >= 0)
            return whoeverOwns;
        var known = isLikeOthers ? ofAll : ofThisIdentity;
        var seen = asksOwners || asksOwnersAtLast ? OwnersOf(entitlement) : new Seen(manager, null, null);
        if (known.TryGetValue(seen, out var place))
            return place;
        return known[seen] = Resolve(FactsOf(holder, subjects, entitlement, Involved.Nobody));
    }

    // Who is barred may differ from item to item: the others tell of those alone where it is the same.
    private int PlaceOf(ItemFacts facts, EntitlementFacts entitlement)
    {
        var known = isLikeOthers ? ofAll : ofThisIdentity;
        var whoever = new Seen(manager, null, null) { WhoeverOwns = true, Involved = facts.Involved };
        if (known.TryGetValue(whoever, out var place))
            return place;
        var seen = (asksOwners || asksOwnersAtLast ? OwnersOf(entitlement) : new Seen(manager, null, null)) with { Involved = facts.Involved };
        if (known.TryGetValue(seen, out place))
            return place;
        var resolved = ReviewerResolution.Resolve(setting, facts, barred, sources);
        return known[AskedOwners(resolved) ? seen : whoever] = PlaceOf(resolved);
    }

    // Where the fallback was not needed, nobody looked at its owners.
    private bool AskedOwners(ResolvedReviewers resolved) => asksOwners || resolved.Trace.Any(s => s.Rule.HasFlag(ReviewerKinds.Fallback));

    private bool BarsAnybody(Involved involved) => (barred.HasFlag(Involvements.Requester) && !involved.Requesters.IsEmpty)
        || (barred.HasFlag(Involvements.Approver) && !involved.Approvers.IsEmpty)
        || (barred.HasFlag(Involvements.Provisioner) && !involved.Provisioners.IsEmpty);

    private static ItemFacts FactsOf(IdentityId holder, ImmutableArray<PersonId> subjects, EntitlementFacts entitlement, Involved involved) =>
        new(holder, entitlement.Id, entitlement.Application, subjects, involved, Recommendation.None);

    private int PlaceOf(ResolvedReviewers resolved)
    {
        if (!places.TryGetValue(resolved, out var place))
        {
            places[resolved] = place = resolutions.Count;
            resolutions.Add(resolved);
        }
        return place;
    }

    // Where none of the rules points to the persons themselves, and their manager may review, nothing about them matters but who that is.
    private void Begin(IdentityId holder, ImmutableArray<PersonId> subjects)
    {
        (identity, whoeverOwns, manager) = (holder, -1, null);
        ofThisIdentity.Clear();
        if (walksManagers && subjects is [var person] && sources.LineManagers.TryGetValue(person, out var above) && above != person
            && !sources.Gone.Contains(above))
            manager = above;
        isLikeOthers = !subjects.Any(pointedTo.Contains) && (!walksManagers || subjects.IsEmpty || manager is not null);
        if (isLikeOthers && manager is { } known && byManager.TryGetValue(known, out var place))
            whoeverOwns = place;
    }

    private Seen OwnersOf(EntitlementFacts entitlement) => new(
        manager,
        sources.EntitlementOwners.TryGetValue(entitlement.Id, out var owner) ? owner : null,
        sources.ApplicationOwners.TryGetValue(entitlement.Application, out var answerable) ? answerable : null);

    private int Resolve(ItemFacts facts)
    {
        var resolved = ReviewerResolution.Resolve(setting, facts, barred, sources);
        var place = PlaceOf(resolved);
        if (AskedOwners(resolved))
            return place;
        if (isLikeOthers && manager is { } above)
            byManager[above] = place;
        return whoeverOwns = place;
    }

    /// <summary>What rules look at, beside the persons concerned.</summary>
    private readonly record struct Seen(PersonId? Manager, PersonId? Owner, PersonId? ApplicationOwner)
    {
        /// <summary>Owners were not asked.</summary>
        public bool WhoeverOwns { get; init; }

        /// <summary>Who had to do with the access, where anybody of them is barred.</summary>
        public Involved? Involved { get; init; }
    }
}
