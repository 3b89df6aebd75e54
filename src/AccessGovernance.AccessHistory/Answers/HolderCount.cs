namespace AccessGovernance.AccessHistory;

/// <summary>How many had an entitlement; nobody is named.</summary>
public sealed record HolderCount(AnswerBasis Basis)
{
    /// <summary>Distinct identities, suspended ones included.</summary>
    public required long Identities { get; init; }

    /// <summary>Of these, those for which access never worked at an instant asked about.</summary>
    public required long Suspended { get; init; }

    /// <summary>Distinct persons that the identities belonged to or were owned by while they held it.</summary>
    public required long Persons { get; init; }

    /// <summary>Identities that nobody was linked to while they held it.</summary>
    public required long WithoutPerson { get; init; }

    /// <summary>For <see cref="KnownBy.Ever"/>: identities that held it as known at the end of the history. Else all.</summary>
    public required long HeldAsKnownNow { get; init; }

    /// <summary>For <see cref="KnownBy.Ever"/>: identities that held it as known at the first instant asked about. Else all.</summary>
    public required long HeldAsKnownThen { get; init; }
}
