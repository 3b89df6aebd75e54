using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Directory;

/// <summary>
/// What conditions ask about who and what exists: the attributes of <see cref="AttributeSchema"/>, as they are now. Null for one that is absent.
/// </summary>
public static class DirectoryAttributes
{
    private static readonly TextValue Active = new("active");
    private static readonly TextValue Suspended = new("suspended");
    private static readonly TextValue Terminated = new("terminated");

    /// <summary>
    /// The value of an attribute of an identity. Of forgotten ones nothing personal is left: whether that counts as absent is for the caller.
    /// </summary>
    public static ConditionValue? Of(IdentityRecord identity, string attribute, Instant now) => attribute switch
    {
        "identity" => new TextValue(identity.Id.Value),
        "identity.kind" => WordsOf<IdentityKind>.Find(identity.Kind),
        "identity.status" => identity.Terminated ? Terminated : identity.Suspended ? Suspended : Active,
        "identity.synthetic" => new BooleanValue(identity.Synthetic),
        "identity.legal_hold" => new BooleanValue(identity.OnHold),
        "identity.persons" => Linked(identity, LinkRole.Person, now),
        "identity.owners" => Linked(identity, LinkRole.Owner, now),
        "identity.terminated_at" => At(identity.TerminatedAt),
        _ => Text(identity.Attributes.GetValueOrDefault(NameOf(attribute))),
    };

    /// <summary>The value of an attribute of an entitlement, or of the application that it belongs to.</summary>
    public static ConditionValue? Of(EntitlementRecord entitlement, ApplicationRecord? application, string attribute) => attribute switch
    {
        "entitlement" => new TextValue(entitlement.Id.Value),
        "entitlement.kind" => WordsOf<Domain.Entitlements.EntitlementKind>.Find(entitlement.Kind),
        "entitlement.name" => Text(entitlement.Profile.DisplayName),
        "entitlement.owner" => Text(entitlement.Profile.Owner?.Value),
        "entitlement.capacity" => entitlement.Capacity is { } seats ? new NumberValue(seats) : null,
        "entitlement.retired_at" => At(entitlement.RetiredAt),
        "risk" => new LevelValue(AttributeSchema.RiskLevels.Words, (int)entitlement.Profile.Risk - 1),
        "application" => new TextValue(entitlement.Application.Value),
        "application.name" => Text(application?.DisplayName),
        "application.owner" => Text(application?.Owner?.Value),
        "application.governed_from" => At(application?.GovernedFrom),
        _ => null,
    };

    private static string NameOf(string attribute) => attribute.StartsWith(AttributeSchema.OwnPrefix, StringComparison.Ordinal)
        ? attribute[AttributeSchema.OwnPrefix.Length..]
        : attribute;

    private static TextValue? Text(string? text) => string.IsNullOrEmpty(text) ? null : new TextValue(text);

    private static InstantValue? At(Instant? at) => at is { } instant ? new InstantValue(instant) : null;

    private static TextSetValue? Linked(IdentityRecord identity, LinkRole role, Instant now)
    {
        var persons = identity.Links.Select(l => l.Value).Where(l => l.Role == role && l.Validity.Contains(now)).Select(l => l.Person.Value).ToList();
        return persons.Count == 0 ? null : new TextSetValue(persons);
    }

    private static class WordsOf<T>
        where T : struct, Enum
    {
        private static readonly FrozenDictionary<T, TextValue> Values =
            Enum.GetValues<T>().ToFrozenDictionary(v => v, v => new TextValue(AttributeType.WordOf(v)));

        public static TextValue? Find(T value) => Values.GetValueOrDefault(value);
    }
}
