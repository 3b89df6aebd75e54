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
    private readonly Dictionary<ResolvedReviewers, int> places = new(BySteps.Instance);
    private readonly Dictionary<(PersonId?, PersonId?), int> ofNobodyPointedTo = [];
    private readonly Dictionary<(PersonId?, PersonId?), int> ofThisIdentity = [];
    private readonly List<ResolvedReviewers> resolutions = [];
    private IdentityId? identity;
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
    public int Of(IdentityId holder, ImmutableArray<PersonId> subjects, EntitlementFacts entitlement)
    {
        if (holder != identity)
        {
            (identity, whoeverOwns) = (holder, -1);
            ofThisIdentity.Clear();
        }
        if (whoeverOwns >= 0)
            return whoeverOwns;
        var known = walksManagers || subjects.Any(pointedTo.Contains) ? ofThisIdentity : ofNobodyPointedTo;
        var owners = asksOwners || asksOwnersAtLast ? OwnersOf(entitlement) : default;
        if (known.TryGetValue(owners, out var place))
            return place;
        var facts = new ItemFacts(holder, entitlement.Id, entitlement.Application, subjects, Involved.Nobody, Recommendation.None);
        return known[owners] = Resolve(facts, known);
    }

    private (PersonId?, PersonId?) OwnersOf(EntitlementFacts entitlement) => (
        sources.EntitlementOwners.TryGetValue(entitlement.Id, out var owner) ? owner : null,
        sources.ApplicationOwners.TryGetValue(entitlement.Application, out var answerable) ? answerable : null);

    private int Resolve(ItemFacts facts, Dictionary<(PersonId?, PersonId?), int> known)
    {
        var resolved = ReviewerResolution.Resolve(setting, facts, barred, sources);
        if (!places.TryGetValue(resolved, out var place))
        {
            places[resolved] = place = resolutions.Count;
            resolutions.Add(resolved);
        }
        // Where the fallback was not needed, nobody looked at its owners.
        var isForAll = !asksOwners && !resolved.Trace.Any(s => s.Rule.HasFlag(ReviewerKinds.Fallback));
        if (isForAll && ReferenceEquals(known, ofThisIdentity))
            whoeverOwns = place;
        return place;
    }

    /// <summary>By everything that tells two resolutions apart: there may be many of the same length.</summary>
    private sealed class BySteps : IEqualityComparer<ResolvedReviewers>
    {
        public static readonly BySteps Instance = new();

        public bool Equals(ResolvedReviewers? x, ResolvedReviewers? y) => x is null ? y is null : x.Equals(y);

        public int GetHashCode(ResolvedReviewers resolved)
        {
            var hash = new HashCode();
            foreach (var reviewer in resolved.Reviewers)
                hash.Add(reviewer);
            foreach (var step in resolved.Trace)
                hash.Add(step);
            return hash.ToHashCode();
        }
    }
}
