using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>What is reviewed: access to any of the listed applications or entitlements, and of it what the condition describes.</summary>
/// <param name="Condition">Null for all access that the lists name.</param>
/// <param name="Applications">Empty, together with <paramref name="Entitlements"/>, for all access that the condition describes.</param>
public sealed record CampaignScope(ConditionText? Condition, ImmutableArray<AppId> Applications, ImmutableArray<EntitlementId> Entitlements)
{
    /// <summary>Of applications, and of entitlements.</summary>
    public const int MaxListed = 10_000;

    public bool Equals(CampaignScope? other) => other is not null && Condition == other.Condition
        && Applications.SequenceEqual(other.Applications) && Entitlements.SequenceEqual(other.Entitlements);

    public override int GetHashCode() => HashCode.Combine(Condition, Applications.Length, Entitlements.Length);
}

/// <summary>
/// Access that is left out of the review, which somebody answers for. Never that of anybody who approved an exclusion of the campaign, wrote the
/// definition or launched: it stays in, whatever the condition says.
/// </summary>
/// <param name="Reason">About the exclusion, never about people.</param>
/// <param name="ApprovedBy">Somebody else than who states the exclusion.</param>
public sealed record Exclusion(ConditionText Condition, string Reason, PersonId ApprovedBy);

/// <summary>When an answer needs a justification.</summary>
public enum JustificationRule
{
    Never = 1,

    /// <summary>Revoking does, and so does shortening or prolonging.</summary>
    OnChange = 2,
    Always = 3,
}

/// <summary>How somebody had to do with access that they may not review for that reason.</summary>
[Flags]
public enum Involvements
{
    None = 0,
    Requester = 1,
    Approver = 2,
    Provisioner = 4,
}

/// <summary>What holds for every answer.</summary>
/// <param name="Barred">Whoever was involved in the access like that may not review it. The person concerned never may.</param>
public sealed record ReviewRules(JustificationRule Justification, Involvements Barred);

/// <summary>What happens to a reviewer's place when they do not answer.</summary>
public enum EscalationKind
{
    AddManager = 1,
    ReplaceByManager = 2,
}

/// <param name="HoursBefore">Before the deadline of the stage.</param>
public sealed record Escalation(EscalationKind Kind, int HoursBefore);

/// <summary>Who is told what, when; only those who still owe an answer.</summary>
/// <param name="ReminderHours">Hours before the deadline of the stage, in descending order.</param>
public sealed record Notices(ImmutableArray<int> ReminderHours, Escalation? Escalation)
{
    public const int MaxReminders = 10;

    /// <summary>Seven days, two days and twelve hours before the deadline, and no escalation.</summary>
    public static Notices Usual { get; } = new([168, 48, 12], null);

    public bool Equals(Notices? other) => other is not null && Escalation == other.Escalation && ReminderHours.SequenceEqual(other.ReminderHours);

    public override int GetHashCode() => HashCode.Combine(Escalation, ReminderHours.Length);
}

public enum RemediationMode
{
    Automated = 1,
    ReportOnly = 2,
}

/// <param name="SlaDays">Days, each of 24 hours, from a revoke decision until the access is to be observed absent.</param>
public sealed record RemediationSetting(RemediationMode Mode, int SlaDays)
{
    public const int MaxSlaDays = 366;
}

/// <summary>Everything that a campaign is made from, apart from the population.</summary>
/// <param name="Name">About the campaign, never about people.</param>
/// <param name="Owner">Answers for the campaign.</param>
/// <param name="Recurrence">When to launch again; checked where it is read. Null for never.</param>
public sealed record CampaignSettings(
    string Name, PersonId Owner, CampaignScope Scope, ImmutableArray<Exclusion> Exclusions, ImmutableArray<StageDefinition> Stages,
    BusinessCalendar Calendar, ReviewRules Rules, Notices Notices, string? Recurrence, RemediationSetting Remediation)
{
    /// <summary>Of all that scope, exclusions and reviewers list and describe, as it is written: one event of the history has it with all the rest.</summary>
    public const int MaxBytes = 200_000;
    public const int MaxNameLength = 200;
    public const int MaxStages = 10;
    public const int MaxExclusions = 100;
    public const int MaxReasonLength = 1_000;
    public const int MaxRecurrenceLength = 200;

    public bool Equals(CampaignSettings? other) => other is not null && (Name, Owner, Scope) == (other.Name, other.Owner, other.Scope)
        && (Calendar, Rules, Notices) == (other.Calendar, other.Rules, other.Notices)
        && (Recurrence, Remediation) == (other.Recurrence, other.Remediation)
        && Exclusions.SequenceEqual(other.Exclusions) && Stages.SequenceEqual(other.Stages);

    public override int GetHashCode() => HashCode.Combine(Name, Owner, Scope, Calendar, Stages.Length, Exclusions.Length);
}
