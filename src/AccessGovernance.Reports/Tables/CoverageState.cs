namespace AccessGovernance.Reports.Tables;

/// <summary>Whether access was reviewed lately, and if not, what was there instead. The later ones say more.</summary>
internal enum CoverageState
{
    /// <summary>No campaign had it.</summary>
    Never = 0,

    /// <summary>A campaign had it, nobody answered, and the setting for silence decided.</summary>
    NotAnswered = 1,

    /// <summary>What was reviewed had ended: it is held anew since the instant that the review was about.</summary>
    GrantedAnew = 2,

    /// <summary>Reviewed, and longer ago than asked for.</summary>
    TooLongAgo = 3,

    /// <summary>A campaign that is running has it, and has come to no result yet.</summary>
    UnderReview = 4,
    Reviewed = 5,
}
