using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

public sealed class ResolvingReviewers
{
    [Fact]
    public void Walks_up_from_the_manager_past_everybody_who_may_not_review()
    {
        Assert.Equal<AssignedReviewer>([new(Max, ReviewerKinds.LineManager)], Resolve(Reviewers(ReviewerRule.LineManager, null)).Reviewers);
        var resolved = Resolve(Reviewers(ReviewerRule.LineManager, null), Facts with { Subjects = [Sue, Max] });
        Assert.Equal<AssignedReviewer>([new(Eve, ReviewerKinds.LineManager)], resolved.Reviewers);
        Assert.Equal<ResolutionStep>(
            [new(ReviewerKinds.LineManager, Max, ResolutionResult.OwnAccess), new(ReviewerKinds.LineManager, Eve, ResolutionResult.Found),
                new(ReviewerKinds.LineManager, Eve, ResolutionResult.FoundBefore)],
            resolved.Trace);
    }

    [Fact]
    public void Uses_the_fallback_where_the_rule_finds_nobody_and_says_so()
    {
        var setting = Reviewers(ReviewerRule.EntitlementOwner, ReviewerRule.Named(Leo));
        var resolved = Resolve(setting, Facts with { Subjects = [Kim] });
        Assert.Equal<AssignedReviewer>([new(Leo, ReviewerKinds.Named | ReviewerKinds.Fallback)], resolved.Reviewers);
        Assert.Equal(new(ReviewerKinds.EntitlementOwner, Kim, ResolutionResult.OwnAccess), resolved.Trace[0]);
        Assert.Equal([Kim], Resolve(setting).Reviewers.Select(r => r.Person));
    }

    [Fact]
    public void Adds_the_additional_reviewers_once_each_with_every_rule_that_found_them()
    {
        var resolved = Resolve(Reviewers(
            ReviewerRule.ApplicationOwner, null, ReviewerRule.MembersOf(Ops), ReviewerRule.Described(new("risk >= 'high'"))));
        Assert.Equal<AssignedReviewer>(
            [new(Leo, ReviewerKinds.ApplicationOwner | ReviewerKinds.GovernanceGroup), new(Eve, ReviewerKinds.GovernanceGroup),
                new(Kim, ReviewerKinds.Described)],
            resolved.Reviewers);
        Assert.Contains(new(ReviewerKinds.GovernanceGroup, Sue, ResolutionResult.OwnAccess), resolved.Trace);
    }

    [Fact]
    public void Leaves_out_the_barred_and_the_gone()
    {
        var facts = Facts with { Involved = new([Eve], [], []) };
        var sources = Sources with { Gone = new HashSet<PersonId> { Leo } };
        var resolved = ReviewerResolution.Resolve(Reviewers(ReviewerRule.MembersOf(Ops), null), facts, Involvements.Requester, sources);
        Assert.Empty(resolved.Reviewers);
        Assert.Equal(
            [ResolutionResult.Barred, ResolutionResult.Gone, ResolutionResult.OwnAccess], resolved.Trace.Select(s => s.Result));
    }

    [Fact]
    public void Ends_where_managers_go_round_in_a_circle()
    {
        var sources = Sources with { LineManagers = new Dictionary<PersonId, PersonId> { [Sue] = Max, [Max] = Sue } };
        var resolved = ReviewerResolution.Resolve(
            Reviewers(ReviewerRule.LineManager, null), Facts with { Subjects = [Sue, Max] }, Involvements.None, sources);
        Assert.Empty(resolved.Reviewers);
        Assert.Equal(2, resolved.Trace.Count(s => s.Result == ResolutionResult.NoEnd));
    }

    [Fact]
    public void Takes_nobody_of_a_group_that_is_too_large()
    {
        var crowd = Enumerable.Range(0, ReviewItem.MaxReviewers + 1).Select(i => new PersonId($"p{i}"));
        var sources = Sources with { Groups = new Dictionary<EntitlementId, System.Collections.Immutable.ImmutableArray<PersonId>> { [Ops] = [.. crowd] } };
        var resolved = ReviewerResolution.Resolve(
            Reviewers(ReviewerRule.MembersOf(Ops), ReviewerRule.Named(Kim)), Facts, Involvements.None, sources);
        Assert.Equal([Kim], resolved.Reviewers.Select(r => r.Person));
        Assert.Equal(ResolutionResult.TooMany, resolved.Trace[0].Result);
    }

    [Fact]
    public void Replaces_who_left_by_rule_and_else_by_the_manager_above_them()
    {
        var left = Assignment.Of(new(Max, ReviewerKinds.LineManager));
        var byRule = ReviewerResolution.Replace(left, [left], Reviewers(ReviewerRule.LineManager, null), Facts, Involvements.None, Sources);
        Assert.Equal([Eve], byRule.Reviewers.Select(r => r.Person));
        var byManager = ReviewerResolution.Replace(left, [left], Reviewers(ReviewerRule.Named(Max), null), Facts, Involvements.None, Sources);
        Assert.Equal([Eve], byManager.Reviewers.Select(r => r.Person));
        Assert.Equal(new(ReviewerKinds.Named, Max, ResolutionResult.Gone), byManager.Trace[0]);
        var taken = Assignment.Of(By(Eve));
        Assert.Empty(ReviewerResolution.Replace(
            left, [left, taken], Reviewers(ReviewerRule.LineManager, null), Facts, Involvements.None, Sources).Reviewers);
    }

    [Fact]
    public void Escalates_to_the_first_manager_above_who_has_no_place()
    {
        var silent = Assignment.Of(By(Sue));
        var facts = Facts with { Subjects = [Kim] };
        Assert.Equal([Max], ReviewerResolution.Above(silent, [silent], facts, Involvements.None, Sources).Reviewers.Select(r => r.Person));
        var passed = Assignment.Of(By(Max)).PassedTo(Leo, true);
        Assert.Equal<AssignedReviewer>(
            [new(Eve, ReviewerKinds.LineManager | ReviewerKinds.Escalation)],
            ReviewerResolution.Above(silent, [silent, passed], facts, Involvements.None, Sources).Reviewers);
    }

    [Fact]
    public void Flags_persons_who_review_each_other()
    {
        var pairs = ReciprocalPair.Among([new(Max, Sue), new(Sue, Max), new(Kim, Sue), new(Max, Sue), new(Leo, Leo)]);
        Assert.Equal([new ReciprocalPair(Max, Sue)], pairs);
    }

    private static ResolvedReviewers Resolve(ReviewerSetting setting, ItemFacts? facts = null) =>
        ReviewerResolution.Resolve(setting, facts ?? Facts, Involvements.None, Sources);
}
