using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Directory;

/// <summary>A value of an attribute and from when on it holds; null when it was removed from then on.</summary>
public sealed record AttributeValue(Instant From, string? Value);

/// <summary>One identity as recorded now.</summary>
public sealed class IdentityEntry(IdentityId id)
{
    public IdentityId Id { get; } = id;
    public IdentityKind Kind { get; internal set; }
    public bool Synthetic { get; internal set; }
    public bool Forgotten { get; internal set; }
    public StatusHistory Status { get; } = new();
    internal SortedDictionary<string, List<AttributeValue>> Attributes { get; } = new(StringComparer.Ordinal);
    internal Dictionary<Guid, PersonLink> Links { get; } = [];
    internal HashSet<Guid> Holds { get; } = [];

    /// <summary>The attributes that hold at an instant. In memory only.</summary>
    public IReadOnlyDictionary<string, string> AttributesAt(Instant at)
    {
        var values = new List<KeyValuePair<string, string>>(Attributes.Count);
        foreach (var (name, history) in Attributes)
        {
            if (ValueAt(history, at) is { } value)
                values.Add(new(name, value));
        }
        return new AttributeSet([.. values]);
    }

    private static string? ValueAt(List<AttributeValue> history, Instant at)
    {
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].From <= at)
                return history[i].Value;
        }
        return null;
    }
}

/// <summary>One identity as an answer: a copy that no later event changes.</summary>
public sealed record IdentityRecord(IdentityId Id, IdentityKind Kind, bool Synthetic, bool Forgotten, bool OnHold)
{
    public required bool Suspended { get; init; }
    public required bool Terminated { get; init; }

    /// <summary>The termination that is in effect, or the next one that is pending.</summary>
    public required Instant? TerminatedAt { get; init; }
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
    public required IReadOnlyList<KeyValuePair<Guid, PersonLink>> Links { get; init; }
}

/// <summary>One entitlement as recorded now.</summary>
public sealed record EntitlementRecord(
    EntitlementId Id, EntitlementKind Kind, AppId Application, EntitlementProfile Profile, int? Capacity, Instant? RetiredAt);

/// <summary>One application as recorded now.</summary>
public sealed record ApplicationRecord(AppId Id, string DisplayName, PersonId? Owner, Instant GovernedFrom, Fulfilment Fulfilment);

/// <summary>One conferral as recorded now.</summary>
public sealed record ConferralRecord(ConferralId Id, EntitlementId From, EntitlementId To, Period Validity, bool Void);

/// <summary>What a search found.</summary>
/// <param name="StoppedAfter">The last id that was looked at, where there may be more after it; null at the end.</param>
public sealed record Found<T>(IReadOnlyList<T> Rows, string? StoppedAfter);
