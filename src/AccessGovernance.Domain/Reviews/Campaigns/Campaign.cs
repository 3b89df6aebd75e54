using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Domain.Reviews.Campaigns;

/// <summary>Where a campaign is in its life. None is ever deleted.</summary>
public enum CampaignStatus
{
    None = 0,
    Launching = 1,
    InReview = 2,
    Remediation = 3,
    SignedOff = 4,
    Closed = 5,
    Cancelled = 6,
    Archived = 7,
}

/// <summary>
/// The life of one campaign: launching, in review stage by stage, remediation, signed off, closed; or cancelled; then archived. Settings,
/// population and deadlines are frozen as it goes: nothing recorded elsewhere afterwards changes them. It knows its items by count only.
/// </summary>
public sealed partial class Campaign : Aggregate
{
    public CampaignId? Id { get; set; }
    public CampaignStatus Status { get; set; }
    public LaunchBasis? Basis { get; set; }
    public Population? Population { get; set; }

    /// <summary>How often somebody began to freeze the population.</summary>
    public int LaunchAttempts { get; set; }

    /// <summary>The present stage, or the last one; from 0 on.</summary>
    public int Stage { get; set; }

    /// <summary>Of the stages so far.</summary>
    public List<StageDeadline> Deadlines { get; init; } = [];

    /// <summary>Items whose cases were listed as open in the sign-off.</summary>
    public ItemSet SignedOffOpen { get; set; } = ItemSet.Empty;

    /// <summary>The latest sign-off; null before the first.</summary>
    public ICampaignSignOff? SignOffBefore { get; set; }

    private bool IsOver => Status is CampaignStatus.Closed or CampaignStatus.Cancelled or CampaignStatus.Archived;

    /// <summary>Decides one command on this state; changes nothing.</summary>
    public Decision Decide(CampaignCommand command, DecisionContext context)
    {
        if (command is BeginLaunch begin)
            return Begin(begin, context);
        if (Basis is not { } basis)
            return Decision.Refuse(RefusalReason.CampaignUnknown, "campaign", "the campaign is unknown");

        return command switch
        {
            AttemptLaunch c => Attempt(c),
            GiveUpLaunch c => GiveUp(c, context),
            CompleteLaunch c => Complete(c, basis, context),
            EndStage c => End(c, basis, context),
            ExtendStage c => Extend(c, basis, context),
            SignOffCampaign c => SignOff(c, context),
            CloseCampaign c => Close(c),
            CancelCampaign c => Cancel(c, context),
            ArchiveCampaign => Archive(),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case LaunchBegun e: (Id, Status, Basis) = (e.Campaign, CampaignStatus.Launching, e.Basis); break;
            case LaunchAttempted e: LaunchAttempts = e.Attempt; break;
            case CampaignLaunched e:
                (Status, Population) = (CampaignStatus.InReview, e.Population);
                Deadlines.Add(e.Deadline);
                break;
            case OwnAccessKept or OwnAccessLeftOut or ReviewStageEnded: break;
            case ReviewStageBegun e:
                Stage = e.Stage;
                Deadlines.Add(e.Deadline);
                break;
            case ReviewStageExtended e: Deadlines[e.Stage] = e.Deadline; break;
            case RemediationBegun: Status = CampaignStatus.Remediation; break;
            case ICampaignSignOff e: (Status, SignedOffOpen, SignOffBefore) = (CampaignStatus.SignedOff, e.Open, e); break;
            case ICampaignClosing: Status = CampaignStatus.Closed; break;
            case CampaignCancelled: Status = CampaignStatus.Cancelled; break;
            case CampaignArchived: Status = CampaignStatus.Archived; break;
            default: throw Unknown(what);
        }
    }

    private static Decision NoBusinessDay() => Decision.Refuse(
        RefusalReason.SettingInvalid, "calendar", $"has too few business days within {StageDeadline.MaxDaysAhead} days for the stage");
}
