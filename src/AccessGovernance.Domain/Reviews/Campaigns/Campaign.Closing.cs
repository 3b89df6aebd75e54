using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Domain.Reviews.Campaigns;

public sealed partial class Campaign
{
    private Decision SignOff(SignOffCampaign command, DecisionContext context)
    {
        if (SignOffBefore is { } before && Status == CampaignStatus.SignedOff && IsSignedFor(command.StillOpen))
            return context.Caller.Is(before.By) && (before.Role, before.Statement) == (command.Role, command.Statement)
                ? Decision.Nothing
                : Decision.Refuse(RefusalReason.CampaignSignedOff, "campaign", $"the campaign is signed off already, by {before.By} as {before.Role}");
        if (Status is not (CampaignStatus.Remediation or CampaignStatus.SignedOff))
            return Decision.Refuse(RefusalReason.CampaignNotInRemediation, "campaign", $"the campaign is not in remediation: {Status}");
        if (context.Caller.Persons.IsDefaultOrEmpty)
            return Decision.Refuse(RefusalReason.PersonRequired, "authorization", "the caller's identity is linked to no person");
        if ((OwnAmong(command.Subjects, context) ?? OwnAmong(command.LeftOut?.Persons ?? [], context)) is { } own)
            return own;
        if (SettingsCheck.Text("role", command.Role, CampaignSettings.MaxNameLength) is { } problem)
            return problem;
        if (command.Statement is { } statement && SettingsCheck.Text("statement", statement, CampaignSettings.MaxReasonLength) is { } unfit)
            return unfit;
        // Whoever signs has seen exactly what is open: neither one that is kept quiet nor one that is over already.
        var differing = command.Found.ToHashSet();
        differing.SymmetricExceptWith(command.StillOpen);
        if (differing.Count > 0)
            return Decision.Refuse(
                RefusalReason.RemediationOpen, "still_open", $"does not list what is open: {differing.Count} items differ, {Smallest(differing)} among them");
        if (TooMany(command.Found) is { } tooMany)
            return tooMany;
        var signed = SignedBy(context.Caller.Persons[0], command);
        return command.LeftOut is { } leftOut ? Decision.Record(leftOut, signed) : Decision.Record(signed);
    }

    private bool IsSignedFor(ImmutableArray<ItemNumber> items) => items.All(SignedOffOpen.Contains) && items.Distinct().Count() == SignedOffOpen.Count;

    private static CampaignEvent SignedBy(PersonId person, SignOffCampaign command) => command.Found.Length <= CampaignSignedOff.MaxListed
        ? new CampaignSignedOff(person, command.Role, [.. command.Found.OrderBy(i => i.Value)], command.Statement)
        : new CampaignSignedOffWithMany(person, command.Role, ItemSet.Of(command.Found), command.Statement);

    private static Refusal? TooMany(ImmutableArray<ItemNumber> found) =>
        found.Length > CampaignSignedOff.MaxListed && found.Max(i => i.Value) is var highest and > ItemSet.MaxNumber
            ? new(RefusalReason.RemediationOpen, "still_open",
                $"has {found.Length} items, up to {highest}; above {ItemSet.MaxNumber}, at most {CampaignSignedOff.MaxListed} items are allowed")
            : null;

    private Decision Close(CloseCampaign command)
    {
        if (Status == CampaignStatus.Closed)
            return Decision.Nothing;
        if (Status != CampaignStatus.SignedOff)
            return Decision.Refuse(RefusalReason.CampaignNotSignedOff, "campaign", $"the campaign is not signed off: {Status}");
        if (command.ReportSha256.Length != 64 || !command.ReportSha256.All(char.IsAsciiHexDigitLower))
            return Decision.Refuse(RefusalReason.SettingInvalid, "report_sha256", "is no hash; 64 hexadecimal digits in lower case are allowed");
        // Access that came back since the sign-off is nothing that anybody signed.
        var unsigned = command.StillOpen.Where(i => !SignedOffOpen.Contains(i)).ToHashSet();
        return unsigned.Count > 0
            ? Decision.Refuse(
                RefusalReason.RemediationOpen, "campaign", $"{unsigned.Count} open items are not in the sign-off, {Smallest(unsigned)} among them")
            : Decision.Record(new CampaignClosedInForm(command.Position, command.Form, command.ReportSha256));
    }

    private Decision Cancel(CancelCampaign command, DecisionContext context)
    {
        if (Status == CampaignStatus.Cancelled)
            return Decision.Nothing;
        if (IsOver)
            return Decision.Refuse(RefusalReason.CampaignOver, "campaign", $"the campaign is over: {Status}");
        // What somebody signed is closed, and not taken back.
        if (Status == CampaignStatus.SignedOff)
            return Decision.Refuse(RefusalReason.CampaignSignedOff, "campaign", "the campaign is signed off, and can only be closed");
        if (OwnAmong(command.Denied, context) is { } own)
            return own;
        return SettingsCheck.Text("reason", command.Reason, CampaignSettings.MaxReasonLength) is { } problem
            ? problem
            : Decision.Record(new CampaignCancelled(command.Reason));
    }

    private Decision Archive()
    {
        if (Status == CampaignStatus.Archived)
            return Decision.Nothing;
        return IsOver
            ? Decision.Record(new CampaignArchived())
            : Decision.Refuse(RefusalReason.CampaignNotOver, "campaign", $"the campaign is neither closed nor cancelled: {Status}");
    }

    // To leave one's own revocation undone is to decide about it.
    private static Refusal? OwnAmong(ImmutableArray<PersonId> persons, DecisionContext context) => context.Caller.OwnPersons.Any(p => persons.Contains(p))
        ? new(RefusalReason.OwnAccess, "campaign", "the caller's own access would be left as it is")
        : null;

    private static ItemNumber Smallest(HashSet<ItemNumber> items) => items.MinBy(i => i.Value);
}
