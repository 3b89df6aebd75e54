using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Whether the history knows an application at the first instant asked about.</summary>
/// <param name="GovernedFrom">Before it the answer is "not known"; null when nothing was known of the application.</param>
public sealed record Coverage(AppId Application, Instant? GovernedFrom, bool Covered);

/// <summary>What an answer rests on.</summary>
public sealed record AnswerBasis(Reading Reading, IReadOnlyList<Coverage> Coverage);

/// <summary>Rows in order of their ids' UTF-8 bytes.</summary>
/// <param name="Complete">False when the page's limit cut rows off; ask again after the last row.</param>
public sealed record HoldingsAnswer(AnswerBasis Basis, IReadOnlyList<Holding> Rows, bool Complete);

/// <summary>Which rows of a long answer are wanted.</summary>
/// <param name="After">Only rows after this one; null from the start.</param>
/// <param name="Limit">Rows at most; at least 1.</param>
public sealed record Page(RowKey? After, int Limit)
{
    public static Page All { get; } = new(null, int.MaxValue);
}

/// <summary>A row's place: holders go by identity; what was held by entitlement, then identity.</summary>
public sealed record RowKey(string First, string Second);

public enum CheckReason
{
    /// <summary>Held at an instant at which the identity was active.</summary>
    Held = 1,

    /// <summary>No grant leads to the entitlement.</summary>
    NoGrant = 2,

    /// <summary>A grant of it exists, of another period or ended by an earlier termination.</summary>
    NotInForce = 3,

    /// <summary>Held, but the identity was suspended throughout.</summary>
    Suspended = 4,

    /// <summary>The identity was terminated throughout, or wherever a grant would hold. After a reinstatement it is the grant that had ended.</summary>
    Terminated = 5,

    /// <summary>The grant of the period is void.</summary>
    Void = 6,
}

/// <param name="Holding">What it rests on; null unless that was asked for and the access is on record.</param>
public sealed record CheckAnswer(AnswerBasis Basis, CheckReason Reason, Holding? Holding)
{
    public bool Allowed => Reason == CheckReason.Held;

    /// <summary>Held, if only by an identity that was suspended throughout.</summary>
    public bool IsOnRecord => Reason is CheckReason.Held or CheckReason.Suspended;
}
