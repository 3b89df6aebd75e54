using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>What a population has to know of one entitlement.</summary>
/// <param name="Alone">The entitlement as a list of one.</param>
/// <param name="Answers">Of the tests about entitlements and applications.</param>
/// <param name="MayBeIn">False where no holding of it can belong to the population, whoever holds it.</param>
internal sealed record EntitlementFacts(
    EntitlementId Id, AppId Application, Risk Risk, ImmutableArray<EntitlementId> Alone, Truth[] Answers, bool MayBeIn)
{
    /// <summary>Of each entitlement, by its place. Applications are those at the instant of the population.</summary>
    /// <exception cref="InvalidOperationException">The directory has not come as far as the history: wait for it first.</exception>
    public static EntitlementFacts[] Read(AccessOfAll all, DirectoryReader directory, CampaignScope scope, RowCondition condition)
    {
        var (applications, entitlements) = (scope.Applications.ToHashSet(), scope.Entitlements.ToHashSet());
        var isAll = applications.Count == 0 && entitlements.Count == 0;
        var facts = new EntitlementFacts[all.Entitlements];
        for (var place = 0; place < facts.Length; place++)
        {
            var (id, application) = (all.EntitlementAt(place), all.ApplicationOf(place));
            var record = directory.Entitlement(id, all.At) ?? throw IdentityBatches.Behind(id.Value);
            var answers = AnswersOf(condition, record with { Application = application }, directory, all.At);
            var isListed = isAll || applications.Contains(application) || entitlements.Contains(id);
            facts[place] = new(id, application, record.Profile.Risk, [id], answers, isListed && condition.JudgeScope([], answers, []) != Truth.False);
        }
        return facts;
    }

    private static Truth[] AnswersOf(RowCondition condition, EntitlementRecord entitlement, DirectoryReader directory, Instant at)
    {
        if (!condition.AsksEntitlements)
            return [];
        var application = directory.Application(entitlement.Application);
        return condition.OfEntitlement(attribute => DirectoryAttributes.Of(entitlement, application, attribute), at);
    }
}
