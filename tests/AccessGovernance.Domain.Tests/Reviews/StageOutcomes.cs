using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>Answers as letters: c certify, r revoke, m modify, a abstain, - silent.</summary>
public sealed class StageOutcomes
{
    [Theory]
    [InlineData(StrategyKind.OneAcceptAccepts, "rrc", StageResults.Accepted)]
    [InlineData(StrategyKind.OneAcceptAccepts, "r-a", StageResults.Denied)]
    [InlineData(StrategyKind.OneAcceptAccepts, "a-", StageResults.Undecided)]
    [InlineData(StrategyKind.OneDenyDenies, "ccr", StageResults.Denied)]
    [InlineData(StrategyKind.OneDenyDenies, "c-a", StageResults.Accepted)]
    [InlineData(StrategyKind.OneDenyDenies, "aa", StageResults.Undecided)]
    [InlineData(StrategyKind.AcceptedIfNotDenied, "mr", StageResults.Denied)]
    [InlineData(StrategyKind.AcceptedIfNotDenied, "m-", StageResults.Accepted)]
    [InlineData(StrategyKind.AcceptedIfNotDenied, "--", StageResults.Undecided)]
    [InlineData(StrategyKind.AllMustAccept, "cm", StageResults.Accepted)]
    [InlineData(StrategyKind.AllMustAccept, "ca", StageResults.Undecided)]
    [InlineData(StrategyKind.AllMustAccept, "c-r", StageResults.Denied)]
    [InlineData(StrategyKind.AllMustAccept, "", StageResults.Undecided)]
    public void Follow_from_the_strategy(StrategyKind kind, string answers, StageResults expected) =>
        Assert.Equal(expected, OutcomeRules.Result(Places(answers), OutcomeStrategy.Of(kind)));

    [Theory]
    [InlineData(2, "cc-", StageResults.Accepted)]
    [InlineData(2, "ccr", StageResults.Accepted)]
    [InlineData(2, "cr-", StageResults.Undecided)]
    [InlineData(2, "crr", StageResults.Denied)]
    [InlineData(3, "cc", StageResults.Undecided)]
    [InlineData(3, "cr", StageResults.Denied)]
    [InlineData(1, "", StageResults.Undecided)]
    public void Of_a_quorum_are_denied_once_it_is_out_of_reach(int quorum, string answers, StageResults expected) =>
        Assert.Equal(expected, OutcomeRules.Result(Places(answers), OutcomeStrategy.AtLeast(quorum, ReviewerKinds.None)));

    [Fact]
    public void Of_a_quorum_count_only_reviewers_of_the_kinds_that_count()
    {
        ImmutableArray<Assignment> places = [.. Places("cr"), .. Places("c").Select(p => p with { Kinds = ReviewerKinds.ApplicationOwner })];
        Assert.Equal(StageResults.Accepted, OutcomeRules.Result(places, OutcomeStrategy.AtLeast(1, ReviewerKinds.ApplicationOwner)));
        Assert.Equal(StageResults.Denied, OutcomeRules.Result(places, OutcomeStrategy.AtLeast(2, ReviewerKinds.Named)));
    }

    [Theory]
    [InlineData(NoResponse.Keep, Recommendation.Revoke, OutcomeKind.Kept)]
    [InlineData(NoResponse.Revoke, Recommendation.Certify, OutcomeKind.Revoked)]
    [InlineData(NoResponse.Suspend, Recommendation.None, OutcomeKind.Suspended)]
    [InlineData(NoResponse.TakeRecommendation, Recommendation.Revoke, OutcomeKind.Revoked)]
    [InlineData(NoResponse.TakeRecommendation, Recommendation.Certify, OutcomeKind.Kept)]
    [InlineData(NoResponse.TakeRecommendation, Recommendation.None, OutcomeKind.Kept)]
    public void Without_an_answer_follow_from_the_setting_and_never_certify(NoResponse setting, Recommendation recommended, OutcomeKind expected) =>
        Assert.Equal(
            ItemOutcome.Silent(expected), OutcomeRules.Outcome(Stage with { NoResponse = setting }, Places("-a"), ItemOutcome.Open, recommended));

    [Fact]
    public void Silence_never_loosens_what_an_earlier_stage_decided()
    {
        Assert.Equal(ItemOutcome.Revoked, OutcomeRules.Outcome(Stage, Places("-"), ItemOutcome.Revoked, Recommendation.None));
        Assert.Equal(ItemOutcome.Certified, OutcomeRules.Outcome(Stage, Places("-"), ItemOutcome.Certified, Recommendation.None));
        var strict = Stage with { NoResponse = NoResponse.Revoke };
        Assert.Equal(
            ItemOutcome.Silent(OutcomeKind.Revoked), OutcomeRules.Outcome(strict, Places("-"), ItemOutcome.Certified, Recommendation.None));
    }

    [Fact]
    public void Take_the_earliest_of_several_new_ends_and_keep_it_when_a_later_stage_plainly_certifies()
    {
        var places = Places("mm");
        places = places.SetItem(0, places[0] with { Until = Times.Day(120) });
        var modified = OutcomeRules.Outcome(Stage, places, ItemOutcome.Open, Recommendation.None);
        Assert.Equal(ItemOutcome.Modified(Times.Day(120)), modified);
        Assert.Equal(modified, OutcomeRules.Outcome(Stage, Places("c"), modified, Recommendation.None));
        Assert.Equal(ItemOutcome.Certified, OutcomeRules.Outcome(Stage, Places("c"), ItemOutcome.Revoked, Recommendation.None));
    }

    private static ImmutableArray<Assignment> Places(string answers) => [.. answers.Select((letter, i) => Place(letter, i))];

    private static Assignment Place(char letter, int number)
    {
        var answer = letter switch { 'c' => Answer.Certify, 'r' => Answer.Revoke, 'm' => Answer.Modify, 'a' => Answer.Abstain, _ => Answer.None };
        return Assignment.Of(By(new("p" + number))) with { Answer = answer, Until = answer == Answer.Modify ? Times.Day(150) : null };
    }
}
