using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Campaigns;

public sealed partial class Campaign
{
    private Decision Begin(BeginLaunch command, DecisionContext context)
    {
        if (Status != CampaignStatus.None)
            return Id == command.Campaign && Basis == command.Basis
                ? Decision.Nothing
                : Decision.Refuse(RefusalReason.CampaignAlreadyLaunched, "campaign", "the campaign is launched already");
        // A review of what will be is none: the population is what can be known.
        return command.Basis.ValidAt > context.Now
            ? Decision.Refuse(RefusalReason.SettingInvalid, "valid_at", $"is {command.Basis.ValidAt}; no instant after now is allowed")
            : Decision.Record(new LaunchBegun(command.Campaign, command.Basis));
    }

    // Two that freeze at once, such as when one node takes over from another that goes on all the same, would launch a mixture of both.
    private Decision Attempt(AttemptLaunch command) => Status == CampaignStatus.Launching && command.Attempt == LaunchAttempts + 1
        ? Decision.Record(new LaunchAttempted(command.Attempt))
        : Decision.Refuse(RefusalReason.CampaignNotLaunching, "attempt",
            $"is {command.Attempt} of a campaign that is {Status}; while it is launching, {LaunchAttempts + 1} is allowed");

    private Decision GiveUp(GiveUpLaunch command, DecisionContext context) => Status == CampaignStatus.Cancelled
        ? Decision.Nothing
        : Status != CampaignStatus.Launching || IsOvertaken(command.Attempt) is not null
        ? Decision.Refuse(RefusalReason.CampaignNotLaunching, "attempt", $"is {command.Attempt}, which launches the campaign no more")
        : Cancel(new([], command.Reason), context);

    private Refusal? IsOvertaken(int attempt) => attempt == LaunchAttempts
        ? null
        : new(RefusalReason.CampaignNotLaunching, "attempt", $"is {attempt}; attempt {LaunchAttempts} has begun to launch the campaign");

    private Decision Complete(CompleteLaunch command, LaunchBasis basis, DecisionContext context)
    {
        if (Status != CampaignStatus.Launching)
            return Population == command.Population
                ? Decision.Nothing
                : Decision.Refuse(RefusalReason.CampaignNotLaunching, "campaign", $"the campaign is not launching: {Status}");
        if (IsOvertaken(command.Attempt) is { } overtaken)
            return overtaken;
        if (CheckPopulation(command.Population, basis.EverythingIntended, basis.UnassignedIntended) is { } refusal)
            return refusal;
        if (StageDeadline.After(context.Now, basis.Settings.Stages[0].Days, basis.Settings.Calendar, command.Clock) is not { } deadline)
            return NoBusinessDay();
        var launched = new CampaignLaunched(command.Population, deadline);
        return command.Kept is { } kept ? Decision.Record(kept, launched) : Decision.Record(launched);
    }

    /// <summary>Why nobody can mean to review a population; null when somebody can.</summary>
    public static Refusal? CheckPopulation(Population population, bool everythingIntended, bool unassignedIntended)
    {
        ArgumentNullException.ThrowIfNull(population);
        if (population.Items == 0)
            return new(RefusalReason.ScopeMatchesNobody, "scope", "no access is in the scope of the campaign");
        if (population.Counts.Sum(c => c.Items) != population.Items)
            return new(RefusalReason.SettingInvalid, "population.counts", $"do not add up to the {population.Items} items of the population");
        if (population.Items == population.Considered && !everythingIntended)
            return new(RefusalReason.ScopeMatchesEverybody, "scope", $"all {population.Items} rows of access are in scope, and nobody said so");
        return population.WithoutReviewer > 0 && !unassignedIntended
            ? new(RefusalReason.ItemsWithoutReviewer, "stages[0].reviewers", $"the rules find nobody for {population.WithoutReviewer} items")
            : null;
    }

    private Decision End(EndStage command, LaunchBasis basis, DecisionContext context)
    {
        if (HasEnded(command.Stage))
            return Decision.Nothing;
        if (Status != CampaignStatus.InReview || command.Stage != Stage)
            return Decision.Refuse(RefusalReason.CampaignNotInReview, "stage", $"stage {command.Stage} is not under review");
        var (tally, deadline) = (command.Tally, Deadlines[^1].At);
        if (context.Now < deadline && tally.SignedOff < tally.Items)
            return Decision.Refuse(
                RefusalReason.StageNotOver, "stage", $"of {tally.Items} items, {tally.SignedOff} are signed off; the stage lasts until {deadline}");
        var ended = new ReviewStageEnded(Stage, tally);
        var next = Stage + 1;
        if (next >= basis.Settings.Stages.Length || tally.Advancing == 0)
            return Decision.Record(ended, new RemediationBegun());
        return StageDeadline.After(context.Now, basis.Settings.Stages[next].Days, basis.Settings.Calendar, command.Clock) is { } following
            ? Decision.Record(ended, new ReviewStageBegun(next, following))
            : NoBusinessDay();
    }

    private Decision Extend(ExtendStage command, LaunchBasis basis, DecisionContext context)
    {
        if (Status != CampaignStatus.InReview || command.Stage != Stage)
            return Decision.Refuse(RefusalReason.CampaignNotInReview, "stage", $"stage {command.Stage + 1} is not under review");
        if (OwnAmong(command.Denied, context) is { } own)
            return own;
        if (SettingsCheck.Text("reason", command.Reason, CampaignSettings.MaxReasonLength) is { } problem)
            return problem;
        var before = Deadlines[^1];
        if (context.Now >= before.At.Plus(-ExtendStage.Latest))
            return Decision.Refuse(RefusalReason.DeadlinePassed, "stage", $"the stage ends at {before.At}, and is extended a minute before that at the latest");
        var deadline = StageDeadline.On(command.LastDay, basis.Settings.Calendar, command.Clock);
        var most = context.Now.Plus(TimeSpan.FromDays(StageDefinition.MaxDays));
        return deadline.At > before.At && deadline.At <= most
            ? Decision.Record(new ReviewStageExtended(Stage, deadline, command.Reason))
            : Decision.Refuse(RefusalReason.SettingInvalid, "last_day",
                $"is {deadline.Stated.Date}; a day after {before.Stated.Date}, at most {StageDefinition.MaxDays} days from now, is allowed");
    }

    private bool HasEnded(int stage) => Status switch
    {
        CampaignStatus.InReview => stage < Stage,
        CampaignStatus.Remediation or CampaignStatus.SignedOff or CampaignStatus.Closed => stage <= Stage,
        _ => false,
    };
}
