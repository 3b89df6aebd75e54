using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>Today, day 100, is 1970-04-11, a Saturday; five business days later is the Friday after: day 106.</summary>
public sealed class RunningCampaigns
{
    private static readonly CampaignId Campaign = new(Id(2));
    private static readonly string Hash = new('a', 64);
    private static readonly LaunchBasis Basis = new(Quarterly, 1, Settings with { Stages = [First, Stage] }, Times.Day(99), 41, null, false, false, null);
    private static readonly Population Frozen = new(3, 10, 0, [new(TheDirectory, 3)], Hash);
    private static readonly CompleteLaunch Complete = new(1, Frozen, Clock, null);

    // The zone is an hour ahead: its Friday ends at 23:00 UTC.
    private static readonly Instant End = Times.Day(107 - (1.0 / 24));

    private static StageDefinition First => Stage with { AdvanceOn = StageResults.Accepted };

    [Fact]
    public void Are_launched_in_two_steps_and_go_on_where_they_were_interrupted()
    {
        var story = Given.Campaign().When(new BeginLaunch(Campaign, Basis));
        story.Then(new LaunchBegun(Campaign, Basis));
        story.Done(new BeginLaunch(Campaign, Basis)).When(new BeginLaunch(Campaign, Basis)).ThenNothing();
        story.When(new BeginLaunch(Campaign, Basis with { Position = 42 })).ThenRefused(RefusalReason.CampaignAlreadyLaunched);
        story.When(new AttemptLaunch(1)).Then(new LaunchAttempted(1));
        story.Done(new AttemptLaunch(1)).When(Complete).Then(new CampaignLaunched(Frozen, new(new("1970-04-17", "Europe/Warsaw"), End)));
        story.Done(Complete).OnDay(101).When(Complete).ThenNothing();
        story.When(Complete with { Population = Frozen with { Considered = 11 } }).ThenRefused(RefusalReason.CampaignNotLaunching);
    }

    [Fact]
    public void Are_launched_and_given_up_by_the_latest_attempt_alone()
    {
        var story = Given.Campaign().Done(new BeginLaunch(Campaign, Basis)).Done(new AttemptLaunch(1));
        story.When(new AttemptLaunch(1)).ThenRefused(RefusalReason.CampaignNotLaunching);
        story.Done(new AttemptLaunch(2)).When(Complete).ThenRefused(RefusalReason.CampaignNotLaunching);
        story.When(new GiveUpLaunch(1, "nobody")).ThenRefused(RefusalReason.CampaignNotLaunching);
        story.When(new GiveUpLaunch(2, "nobody")).Then(new CampaignCancelled("nobody"));
        story.Done(Complete with { Attempt = 2 }).When(new AttemptLaunch(3)).ThenRefused(RefusalReason.CampaignNotLaunching);
        story.When(new GiveUpLaunch(2, "nobody")).ThenRefused(RefusalReason.CampaignNotLaunching);
    }

    [Fact]
    public void Say_what_exclusions_could_not_leave_out()
    {
        var (story, kept) = (Given.Campaign().Done(new BeginLaunch(Campaign, Basis)).Done(new AttemptLaunch(1)), new OwnAccessKept([Kim], 2));
        story.When(Complete with { Kept = kept }).Then(kept, new CampaignLaunched(Frozen, new(new("1970-04-17", "Europe/Warsaw"), End)));
    }

    [Fact]
    public void Are_not_launched_with_a_population_that_nobody_can_mean()
    {
        var story = Given.Campaign().Done(new BeginLaunch(Campaign, Basis)).Done(new AttemptLaunch(1));
        var basis = Basis with { EverythingIntended = true, UnassignedIntended = true };
        var intended = Given.Campaign().Done(new BeginLaunch(Campaign, basis)).Done(new AttemptLaunch(1));
        story.When(Complete with { Population = Frozen with { Items = 0, Counts = [] } }).ThenRefused(RefusalReason.ScopeMatchesNobody);
        var all = Complete with { Population = Frozen with { Considered = 3 } };
        story.When(all).ThenRefused(RefusalReason.ScopeMatchesEverybody);
        Assert.Single(intended.When(all).Decision.Events);
        var alone = Complete with { Population = Frozen with { WithoutReviewer = 1 } };
        story.When(alone).ThenRefused(RefusalReason.ItemsWithoutReviewer);
        Assert.Single(intended.When(alone).Decision.Events);
        story.When(Complete with { Population = Frozen with { Items = 4 } }).ThenRefused(RefusalReason.SettingInvalid);
        Given.Campaign().When(new BeginLaunch(Campaign, Basis with { ValidAt = Times.Day(101) })).ThenRefused(RefusalReason.SettingInvalid);
        Given.Campaign().When(Complete).ThenRefused(RefusalReason.CampaignUnknown);
    }

    [Fact]
    public void Go_from_stage_to_stage_when_one_is_over()
    {
        var story = Launched().OnDay(102).When(Ended(0, 2, 2));
        story.ThenRefused(RefusalReason.StageNotOver);
        story.When(Ended(1, 3, 2)).ThenRefused(RefusalReason.CampaignNotInReview);
        story.At(End).Done(Ended(0, 2, 2));
        Assert.Equal((1, 2), (story.State.Stage, story.State.Deadlines.Count));
        story.When(Ended(0, 2, 2)).ThenNothing();
        story.Done(Ended(1, 3, 0)).When(Ended(1, 3, 0)).ThenNothing();
        Assert.Equal(CampaignStatus.Remediation, story.State.Status);
    }

    [Fact]
    public void Are_given_more_time_before_a_stage_is_over_and_never_less()
    {
        var story = Launched().When(More(20));
        story.Then(new ReviewStageExtended(0, new(new("1970-04-20", "Europe/Warsaw"), Times.Day(110 - (1.0 / 24))), "ill"));
        story.When(More(17)).ThenRefused(RefusalReason.SettingInvalid);
        story.When(More(20) with { LastDay = new(1971, 4, 20) }).ThenRefused(RefusalReason.SettingInvalid);
        story.When(More(20) with { Reason = "" }).ThenRefused(RefusalReason.SettingInvalid);
        story.When(More(20) with { Stage = 1 }).ThenRefused(RefusalReason.CampaignNotInReview);
        story.By(Callers.Hr).When(More(20) with { Denied = [Callers.Ann] }).ThenRefused(RefusalReason.OwnAccess);
        story.OnDay(106.9999).When(More(20)).ThenRefused(RefusalReason.DeadlinePassed);
        story.OnDay(101).Done(More(20)).OnDay(108).When(Ended(0, 2, 1)).ThenRefused(RefusalReason.StageNotOver);
    }

    [Fact]
    public void Skip_the_stages_that_no_item_reaches() => Launched().When(Ended(0, 3, 0))
        .Then(new ReviewStageEnded(0, new(3, 2, 3, 0)), new RemediationBegun());

    [Fact]
    public void Are_signed_off_by_a_person_who_lists_exactly_what_is_open()
    {
        var story = InRemediation();
        story.By(Callers.WithoutPerson).When(Signing([], [])).ThenRefused(RefusalReason.PersonRequired);
        story.By(Callers.Hr).When(Signing([], [4])).ThenRefused(RefusalReason.RemediationOpen);
        story.When(Signing([4, 5], [4])).ThenRefused(RefusalReason.RemediationOpen);
        story.When(Signing([4], [4]) with { Subjects = [Callers.Bob, Callers.Ann] }).ThenRefused(RefusalReason.OwnAccess);
        var leftOut = new OwnAccessLeftOut([Callers.Bob], 3);
        story.When(Signing([4], [4]) with { LeftOut = leftOut }).Then(leftOut, new CampaignSignedOff(Callers.Ann, "owner", [new(4)], null));
        story.When(Signing([4], [4]) with { LeftOut = leftOut with { Persons = [Callers.Ann] } }).ThenRefused(RefusalReason.OwnAccess);
        story.When(Signing([5, 4], [4, 5])).Then(new CampaignSignedOff(Callers.Ann, "owner", [new(4), new(5)], null));
        Launched().When(Signing([], [])).ThenRefused(RefusalReason.CampaignNotInRemediation);
    }

    [Fact]
    public void Are_closed_when_every_case_has_ended_or_is_listed_in_the_sign_off()
    {
        InRemediation().When(new CloseCampaign([], 99, 1, Hash)).ThenRefused(RefusalReason.CampaignNotSignedOff);
        var story = InRemediation().Done(Signing([4], [4]));
        story.When(new CloseCampaign([new(4), new(5)], 99, 1, Hash)).ThenRefused(RefusalReason.RemediationOpen);
        story.When(new CloseCampaign([], 99, 1, "no hash")).ThenRefused(RefusalReason.SettingInvalid);
        story.When(Signing([4], [4])).ThenNothing();
        story.When(Signing([4], [4]) with { Role = "other" }).ThenRefused(RefusalReason.CampaignSignedOff);
        story.By(Callers.SecondHr).When(Signing([4], [4])).ThenRefused(RefusalReason.CampaignSignedOff);
        // What came back since can be signed anew.
        story.Done(Signing([4, 5], [4, 5])).Done(new CloseCampaign([new(4), new(5)], 99, 1, Hash));
        story.When(new CloseCampaign([], 99, 1, Hash)).ThenNothing();
        story.When(new CancelCampaign([], "late")).ThenRefused(RefusalReason.CampaignOver);
    }

    [Fact]
    public void Are_signed_off_with_more_open_than_are_listed_one_by_one()
    {
        // Every other one of a hundred thousand.
        var (open, story) = (Enumerable.Range(1, 50_000).Select(i => i * 2).ToArray(), InRemediation());
        story.When(Signing(open[1..], open)).ThenRefused(RefusalReason.RemediationOpen);
        var signed = new CampaignSignedOffWithMany(Callers.Ann, "owner", ItemSet.Of([.. open.Select(i => new ItemNumber(i))]), null);
        story.When(Signing([.. open.Reverse(), 2, 2], open)).Then(signed);
        Assert.Equal(open, signed.Open.Items().Select(i => i.Value));
        story.Done(Signing(open, open)).When(Signing(open, open)).ThenNothing();
        story.When(new CloseCampaign([new(2), new(4), new(5)], 99, 1, Hash)).ThenRefused(RefusalReason.RemediationOpen);
        // One ended since, and what it left is signed anew; then one came back that nobody signed for.
        story.Done(Signing(open[1..], open[1..])).When(new CloseCampaign([new(2)], 99, 1, Hash)).ThenRefused(RefusalReason.RemediationOpen);
        story.When(new CloseCampaign([.. open[1..].Select(i => new ItemNumber(i))], 99, 1, Hash)).Then(new CampaignClosedInForm(99, 1, Hash));
    }

    [Fact]
    public void Are_not_signed_off_with_more_open_than_an_event_tells_of()
    {
        int[] few = [ItemSet.MaxNumber + 1], many = [.. Enumerable.Range(ItemSet.MaxNumber + 1 - CampaignSignedOff.MaxListed, CampaignSignedOff.MaxListed + 1)];
        InRemediation().When(Signing(many, many)).ThenRefused(RefusalReason.RemediationOpen);
        var listed = many[..^1];
        InRemediation().When(Signing(listed, listed)).Then(new CampaignSignedOff(Callers.Ann, "owner", [.. listed.Select(i => new ItemNumber(i))], null));
        InRemediation().Done(Signing(few, few));
    }

    [Fact]
    public void Are_cancelled_with_a_reason_and_archived_and_never_deleted()
    {
        var story = Launched().When(new CancelCampaign([], ""));
        story.ThenRefused(RefusalReason.SettingInvalid);
        story.When(new ArchiveCampaign()).ThenRefused(RefusalReason.CampaignNotOver);
        story.When(new CancelCampaign([Callers.Ann], "wrong scope")).ThenRefused(RefusalReason.OwnAccess);
        story.Done(new CancelCampaign([Callers.Bob], "wrong scope")).When(new CancelCampaign([], "wrong scope")).ThenNothing();
        story.When(Ended(0, 3, 3)).ThenRefused(RefusalReason.CampaignNotInReview);
        story.Done(new ArchiveCampaign()).When(new ArchiveCampaign()).ThenNothing();
        story.When(new CloseCampaign([], 99, 1, Hash)).ThenRefused(RefusalReason.CampaignNotSignedOff);
    }

    internal static Story<Campaign, CampaignCommand> InRemediation() => Launched().Done(Ended(0, 3, 0));

    private static Story<Campaign, CampaignCommand> Launched() =>
        Given.Campaign().Done(new BeginLaunch(Campaign, Basis)).Done(new AttemptLaunch(1)).Done(Complete);

    private static ExtendStage More(int day) => new(0, new DateOnly(1970, 4, day), Clock, [], "ill");

    private static EndStage Ended(int stage, long signedOff, long advancing) => new(stage, new(3, 2, signedOff, advancing), Clock);

    private static SignOffCampaign Signing(int[] listed, int[] found) =>
        new([.. listed.Select(i => new ItemNumber(i))], [.. found.Select(i => new ItemNumber(i))], [], "owner", null, null);
}
