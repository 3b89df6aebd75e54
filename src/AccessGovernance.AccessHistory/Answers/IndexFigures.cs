namespace AccessGovernance.AccessHistory;

/// <summary>What the index holds, for health and metrics.</summary>
public sealed record IndexFigures
{
    public required int Grants { get; init; }

    public required int Conferrals { get; init; }

    public required int Links { get; init; }

    /// <summary>What target systems were seen to have: accounts, and what they hold.</summary>
    public required int Observations { get; init; }

    /// <summary>Changes of the facts whose story is more than "opened, then ended".</summary>
    public required int ChangesAside { get; init; }

    public required int Identities { get; init; }

    public required int Entitlements { get; init; }

    /// <summary>Memory, counted by what was taken for columns; nodes and their texts about.</summary>
    public required long Bytes { get; init; }
}
