using System.Collections.Concurrent;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services;

/// <summary>
/// A condition that chooses among identities, for one page. Of forgotten identities it does not know what it asks about their personal data:
/// they are counted, and never chosen. Thread-safe.
/// </summary>
internal sealed class IdentityCondition
{
    private readonly Condition condition;
    private readonly bool asksPersonalData;
    private readonly ConcurrentBag<string> notKnown = [];

    private IdentityCondition(Condition condition) => (this.condition, asksPersonalData) =
        (condition, condition.Tests.Any(t => AttributeSchema.Find(t.Attribute) is { Personal: true }));

    /// <summary>Null when no condition is given.</summary>
    /// <exception cref="InvalidRequestException">It is wrong.</exception>
    /// <exception cref="DeniedException">It asks about personal data, which the caller may not see.</exception>
    public static IdentityCondition? Parse(string field, V1.Condition? given, CallerPrincipal caller)
    {
        if (ConditionForms.ParseOptional(field, given, ConditionSubjects.Identity) is not { } condition)
            return null;
        var parsed = new IdentityCondition(condition);
        return parsed.asksPersonalData && !caller.SeesPersonalData
            ? throw new DeniedException("PERSONAL_DATA", "choosing identities by personal data needs a role that sees it")
            : parsed;
    }

    public bool Holds(IdentityRecord identity, Instant now)
    {
        if (!identity.Forgotten || !asksPersonalData)
            return condition.Holds(attribute => DirectoryAttributes.Of(identity, attribute, now), now);
        notKnown.Add(identity.Id.Value);
        return false;
    }

    /// <summary>How many were not known, of those up to an id; of all where it is null.</summary>
    public int NotKnown(string? upTo) => notKnown.Count(id => upTo is null || string.CompareOrdinal(id, upTo) <= 0);
}
