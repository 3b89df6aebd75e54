namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>
/// How the answers of a stage's reviewers become one result. In all of them a reviewer who is silent or abstains has neither accepted nor
/// denied; nothing is accepted that nobody accepted.
/// </summary>
public enum StrategyKind
{
    /// <summary>Accepted by one acceptance, whatever others say; else denied by one denial.</summary>
    OneAcceptAccepts = 1,

    /// <summary>Denied by one denial, whatever others say; else accepted by one acceptance.</summary>
    OneDenyDenies = 2,

    /// <summary>As <see cref="OneDenyDenies"/>; and where nobody answers, access is kept, which is recorded as not reviewed.</summary>
    AcceptedIfNotDenied = 3,

    /// <summary>Denied by one denial; accepted when every reviewer accepted. Abstaining is no acceptance.</summary>
    AllMustAccept = 4,

    /// <summary>Accepted by k acceptances of those who count; denied once k can no longer be reached because of denials.</summary>
    Quorum = 5,
}

/// <summary>The strategy of a stage.</summary>
/// <param name="Quorum">k of <see cref="StrategyKind.Quorum"/>; 0 otherwise.</param>
/// <param name="Counted">Of a quorum: reviewers found by any of these rules count; none for all reviewers.</param>
public sealed record OutcomeStrategy(StrategyKind Kind, int Quorum, ReviewerKinds Counted)
{
    public static OutcomeStrategy Of(StrategyKind kind) => new(kind, 0, ReviewerKinds.None);

    public static OutcomeStrategy AtLeast(int quorum, ReviewerKinds counted) => new(StrategyKind.Quorum, quorum, counted);
}

/// <summary>What a stage came to for one item; as flags, which results take the item to the next stage.</summary>
[Flags]
public enum StageResults
{
    None = 0,
    Accepted = 1,
    Denied = 2,
    Undecided = 4,
}

/// <summary>What becomes of an item that a stage leaves undecided. No choice approves: what is kept is kept, not reviewed.</summary>
public enum NoResponse
{
    Keep = 1,
    Revoke = 2,
    Suspend = 3,

    /// <summary>Revokes where the item's recommendation at launch was to revoke, and keeps otherwise.</summary>
    TakeRecommendation = 4,
}

/// <summary>What reviewers of a later stage see of the stages before.</summary>
public enum EarlierDecisions
{
    Hidden = 1,
    Result = 2,
    Everything = 3,
}

/// <summary>One stage of a campaign.</summary>
/// <param name="Days">Business days from the day after it begins; it ends with the last of them.</param>
/// <param name="AdvanceOn">Items with such a result go to the next stage; the others keep their outcome.</param>
public sealed record StageDefinition(
    string Name, ReviewerSetting Reviewers, int Days, OutcomeStrategy Strategy, StageResults AdvanceOn, EarlierDecisions Visible, NoResponse NoResponse)
{
    public const int MaxDays = 366;
}
