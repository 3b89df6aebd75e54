using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>From answers to a stage's result, and from results to what becomes of the access. Pure and total.</summary>
public static class OutcomeRules
{
    /// <summary>What the answers come to by the strategy; undecided where they come to nothing.</summary>
    public static StageResults Result(ImmutableArray<Assignment> reviewers, OutcomeStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        int counted = 0, accepted = 0, denied = 0;
        foreach (var reviewer in reviewers)
        {
            if (strategy.Counted != ReviewerKinds.None && (reviewer.Kinds & strategy.Counted) == 0)
                continue;
            counted++;
            accepted += reviewer.Accepts ? 1 : 0;
            denied += reviewer.Denies ? 1 : 0;
        }
        return strategy.Kind switch
        {
            StrategyKind.OneAcceptAccepts => Either(accepted > 0, denied > 0),
            StrategyKind.OneDenyDenies or StrategyKind.AcceptedIfNotDenied => Either(denied == 0 && accepted > 0, denied > 0),
            StrategyKind.AllMustAccept => Either(counted > 0 && accepted == counted, denied > 0),
            // One denial at least: too few reviewers for the quorum are no denial.
            StrategyKind.Quorum => Either(accepted >= strategy.Quorum, denied > 0 && counted - denied < strategy.Quorum),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy.Kind, null),
        };
    }

    /// <summary>
    /// What the item has come to when its stage closes. An explicit result of a later stage replaces that of an earlier one, except that
    /// whoever plainly certifies leaves an earlier stage's new end of validity in place; silence replaces what an earlier stage decided
    /// only where it is stricter.
    /// </summary>
    public static ItemOutcome Outcome(StageDefinition stage, ImmutableArray<Assignment> reviewers, ItemOutcome earlier, Recommendation recommended)
    {
        ArgumentNullException.ThrowIfNull(stage);
        switch (Result(reviewers, stage.Strategy))
        {
            case StageResults.Denied: return ItemOutcome.Revoked with { Removes = RemovalBy(reviewers, stage.Strategy.Counted) };
            case StageResults.Accepted:
                if (EarliestEnd(reviewers, stage.Strategy.Counted) is { } until)
                    return ItemOutcome.Modified(until);
                return earlier.Kind == OutcomeKind.Modified ? earlier : ItemOutcome.Certified;
            default:
                var silent = ItemOutcome.Silent(BySilence(stage.NoResponse, recommended));
                return silent.Kind > earlier.Kind ? silent : earlier;
        }
    }

    private static OutcomeKind BySilence(NoResponse setting, Recommendation recommended) => setting switch
    {
        NoResponse.Keep => OutcomeKind.Kept,
        NoResponse.Revoke => OutcomeKind.Revoked,
        NoResponse.Suspend => OutcomeKind.Suspended,
        NoResponse.TakeRecommendation => recommended == Recommendation.Revoke ? OutcomeKind.Revoked : OutcomeKind.Kept,
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, null),
    };

    // What somebody wants taken from one holder is not left to whoever owns the content.
    private static Removal RemovalBy(ImmutableArray<Assignment> reviewers, ReviewerKinds counted) =>
        reviewers.Any(r => r.Removes == Removal.Grant && (counted == ReviewerKinds.None || (r.Kinds & counted) != 0)) ? Removal.Grant : Removal.Content;

    // Several reviewers may each have set an end: the earliest leaves the least access.
    private static Instant? EarliestEnd(ImmutableArray<Assignment> reviewers, ReviewerKinds counted)
    {
        Instant? earliest = null;
        foreach (var reviewer in reviewers)
        {
            if (reviewer.Until is { } until && (counted == ReviewerKinds.None || (reviewer.Kinds & counted) != 0))
                earliest = Instant.Min(earliest ?? until, until);
        }
        return earliest;
    }

    private static StageResults Either(bool accepted, bool denied) =>
        accepted ? StageResults.Accepted : denied ? StageResults.Denied : StageResults.Undecided;
}
