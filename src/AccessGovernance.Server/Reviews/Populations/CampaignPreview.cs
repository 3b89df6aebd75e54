using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>How many items one person would have to review in the first stage.</summary>
public readonly record struct ReviewerLoad(PersonId Person, long Items);

/// <summary>An item for which the rules of the first stage find nobody.</summary>
public readonly record struct UnassignedItem(ItemNumber Number, IdentityId Identity, EntitlementId Entitlement);

/// <summary>What becomes of access in one stage if nobody ever answers, in this stage and in those before.</summary>
/// <param name="Stage">From 0 on.</param>
/// <param name="Reached">Items that come as far as this stage.</param>
/// <param name="Kept">Of them, kept by the stage's setting for no response: not reviewed.</param>
/// <param name="ByRecommendation">Of those revoked the ones that are so because that was recommended.</param>
public readonly record struct SilentStage(int Stage, NoResponse Setting, long Reached, long Kept, long Revoked, long Suspended, long ByRecommendation);

/// <summary>What a launch would come to, for whoever is about to launch. Lists are cut at their limits; the numbers beside them are of all.</summary>
public sealed record CampaignPreview
{
    /// <summary>Reviewers that are listed.</summary>
    public const int MaxReviewers = 1_000;

    /// <summary>Items without a reviewer that are listed.</summary>
    public const int MaxUnassigned = 100;

    /// <summary>Pairs that are listed.</summary>
    public const int MaxReciprocal = 100;

    /// <summary>With the items per application, and how many have no reviewer.</summary>
    public required Population Population { get; init; }

    /// <summary>Those with most items first, then in the order of ids; at most <see cref="MaxReviewers"/>.</summary>
    public required ImmutableArray<ReviewerLoad> Reviewers { get; init; }

    /// <summary>How many reviewers there are, listed or not.</summary>
    public required long ReviewerCount { get; init; }

    /// <summary>The first ones; at most <see cref="MaxUnassigned"/>.</summary>
    public required ImmutableArray<UnassignedItem> Unassigned { get; init; }

    public required ImmutableArray<SilentStage> IfNobodyAnswers { get; init; }

    /// <summary>Items of identities that are forgotten.</summary>
    public required long OfForgotten { get; init; }

    /// <summary>Of those the items that are here because nobody can say any more whether the conditions describe them.</summary>
    public required long NotKnown { get; init; }

    /// <summary>Items of accounts of nobody known.</summary>
    public required long OfAccounts { get; init; }

    /// <summary>Items that an exclusion describes, and that stay: the access of those who approved or stated one, or launch.</summary>
    public required long OwnKept { get; init; }

    /// <summary>Persons of whom each would review the other's access: the first <see cref="MaxReciprocal"/>, in order of ids.</summary>
    public required ImmutableArray<ReciprocalPair> Reciprocal { get; init; }

    /// <summary>How many such pairs there are, listed or not.</summary>
    public required long ReciprocalCount { get; init; }

    public bool MatchesNobody => Population.Items == 0;

    /// <summary>The scope leaves nothing out, of all access that there is.</summary>
    public bool MatchesEverybody => Population.Items > 0 && Population.Items == Population.Considered;

    public static CampaignPreview Of(CampaignSettings settings, FoundPopulation found)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(found);
        var items = ItemsOf(found);
        var (loads, pairs) = (LoadsOf(found, items), ReciprocalPair.Among(ReviewsOf(found)));
        return new CampaignPreview
        {
            Population = found.Population,
            Reviewers = [.. loads.OrderByDescending(l => l.Items).ThenBy(l => l.Person.Value, StringComparer.Ordinal).Take(MaxReviewers)],
            ReviewerCount = loads.Count,
            Unassigned = [.. found.Items.Where(i => found.Resolutions[i.Reviewers].Reviewers.IsEmpty).Take(MaxUnassigned)
                .Select(i => new UnassignedItem(i.Number, i.Identity, i.Entitlement))],
            IfNobodyAnswers = Silence(settings, found),
            OfForgotten = found.OfForgotten,
            NotKnown = found.NotKnown,
            OfAccounts = found.Items.Count(i => UnownedLogin.Is(i.Identity)),
            OwnKept = found.OwnKept.Length,
            Reciprocal = [.. pairs.Take(MaxReciprocal)],
            ReciprocalCount = pairs.Count,
        };
    }

    private static IEnumerable<ReviewedBy> ReviewsOf(FoundPopulation found)
    {
        foreach (var item in found.Items)
        {
            foreach (var reviewer in found.Resolutions[item.Reviewers].Reviewers)
            {
                foreach (var subject in item.Subjects)
                    yield return new(reviewer.Person, subject);
            }
        }
    }

    // Of each resolution, how many items have it.
    private static long[] ItemsOf(FoundPopulation found)
    {
        var items = new long[found.Resolutions.Length];
        foreach (var item in found.Items)
            items[item.Reviewers]++;
        return items;
    }

    private static List<ReviewerLoad> LoadsOf(FoundPopulation found, long[] items)
    {
        var loads = new Dictionary<PersonId, long>();
        for (var i = 0; i < items.Length; i++)
        {
            foreach (var reviewer in found.Resolutions[i].Reviewers)
                CollectionsMarshal.GetValueRefOrAddDefault(loads, reviewer.Person, out _) += items[i];
        }
        return [.. loads.Select(l => new ReviewerLoad(l.Key, l.Value))];
    }

    // What silence does to an item depends on nothing but what was recommended for it.
    private static ImmutableArray<SilentStage> Silence(CampaignSettings settings, FoundPopulation found)
    {
        var recommended = new long[Enum.GetValues<Recommendation>().Length];
        foreach (var item in found.Items)
            recommended[(int)item.Advice.Recommendation]++;
        var stages = new SilentStage[settings.Stages.Length];
        for (var i = 0; i < stages.Length; i++)
            stages[i] = new(i, settings.Stages[i].NoResponse, 0, 0, 0, 0, 0);
        foreach (var recommendation in Enum.GetValues<Recommendation>())
            AddSilence(stages, settings.Stages, recommendation, recommended[(int)recommendation]);
        return [.. stages];
    }

    private static void AddSilence(SilentStage[] stages, ImmutableArray<StageDefinition> definitions, Recommendation recommendation, long items)
    {
        for (var i = 0; i < stages.Length; i++)
        {
            var (stage, definition) = (stages[i], definitions[i]);
            var kind = OutcomeRules.Outcome(definition, [], ItemOutcome.Open, recommendation).Kind;
            var byRecommendation = kind == OutcomeKind.Revoked && definition.NoResponse == NoResponse.TakeRecommendation;
            stages[i] = stage with
            {
                Reached = stage.Reached + items,
                Kept = stage.Kept + (kind == OutcomeKind.Kept ? items : 0),
                Revoked = stage.Revoked + (kind == OutcomeKind.Revoked ? items : 0),
                Suspended = stage.Suspended + (kind == OutcomeKind.Suspended ? items : 0),
                ByRecommendation = stage.ByRecommendation + (byRecommendation ? items : 0),
            };
            if ((definition.AdvanceOn & OutcomeRules.Result([], definition.Strategy)) == StageResults.None)
                break;
        }
    }
}
