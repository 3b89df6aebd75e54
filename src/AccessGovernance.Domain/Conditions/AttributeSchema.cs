using System.Collections.Frozen;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Domain.Conditions;

/// <summary>What a condition is about. Several where it judges, say, an identity together with what it holds.</summary>
[Flags]
public enum ConditionSubjects
{
    None = 0,
    Identity = 1,
    Entitlement = 2,
    Application = 4,
    Grant = 8,
    All = Identity | Entitlement | Application | Grant,
}

/// <summary>One attribute that can be asked about.</summary>
/// <param name="Personal">Personal data: for those alone who may see it, and not known of an identity that was forgotten.</param>
public sealed record AttributeDefinition(string Name, AttributeType Type, ConditionSubjects Subject, bool Personal);

/// <summary>
/// All attributes, by names that are unique over all subjects. Attributes of identities that an organisation adds by itself are texts, and are
/// asked about as <c>attribute.NAME</c>: a name that is spelt wrong is never taken for one of them.
/// </summary>
public static class AttributeSchema
{
    /// <summary>Before the name of an attribute of identities that is not listed.</summary>
    public const string OwnPrefix = "attribute.";

    private const int NearestNames = 2;

    /// <summary>Whether an identity is active, suspended or terminated.</summary>
    public static readonly AttributeType Status = new(AttributeKind.Choice, ["active", "suspended", "terminated"]);

    /// <summary>Risk, from low to critical.</summary>
    public static readonly AttributeType RiskLevels = AttributeType.Of<Risk>(AttributeKind.Level);

    private static readonly string[] ProfileTexts =
        ["name", "mail", "login", "employee_number", "department", "title", "manager", "location", "country", "company", "cost_centre"];

    private static readonly FrozenDictionary<string, AttributeDefinition> Listed =
        Identities().Concat(Profile()).Concat(Entitlements()).Concat(Applications()).Concat(Grants())
            .ToFrozenDictionary(d => d.Name, StringComparer.Ordinal);

    /// <summary>The listed attributes of some subjects, in the order of their names.</summary>
    public static IEnumerable<AttributeDefinition> Of(ConditionSubjects subjects) =>
        Listed.Values.Where(d => subjects.HasFlag(d.Subject)).OrderBy(d => d.Name, StringComparer.Ordinal);

    /// <summary>The attribute of that name, listed or own; null where there is none.</summary>
    public static AttributeDefinition? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Listed.TryGetValue(name, out var listed))
            return listed;
        return name.StartsWith(OwnPrefix, StringComparison.Ordinal) && AttributeTexts.IsName(name.AsSpan(OwnPrefix.Length))
            ? new(name, AttributeType.Text, ConditionSubjects.Identity, Personal: true)
            : null;
    }

    /// <summary>Why a name is no attribute of these subjects, in words that go on after the name; null when it is one.</summary>
    public static string? Problem(string name, ConditionSubjects subjects)
    {
        if (Find(name) is { } found)
        {
            return subjects.HasFlag(found.Subject) ? null
                : $"is an attribute of {PluralOf(found.Subject)}, and this condition is about {Described(subjects)}";
        }
        var near = Of(subjects).Select(d => d.Name).Where(n => Distance(n, name) <= NearestNames).MinBy(n => Distance(n, name));
        var meant = near is null ? "" : $", did you mean {near}?";
        var own = subjects.HasFlag(ConditionSubjects.Identity) ? $" (attributes of identities that are not listed are written {OwnPrefix}NAME)" : "";
        return $"is no attribute of {Described(subjects)}{meant}{own}";
    }

    /// <summary>The subjects in words: "identities", "entitlements and applications".</summary>
    public static string Described(ConditionSubjects subjects) => string.Join(" and ",
        Enum.GetValues<ConditionSubjects>().Where(s => int.PopCount((int)s) == 1 && subjects.HasFlag(s)).Select(PluralOf));

    private static IEnumerable<AttributeDefinition> Identities() => Defined(ConditionSubjects.Identity, personal: false,
        ("identity", AttributeType.Text), ("identity.kind", AttributeType.Of<IdentityKind>(AttributeKind.Choice)), ("identity.status", Status),
        ("identity.synthetic", AttributeType.Boolean), ("identity.legal_hold", AttributeType.Boolean), ("identity.persons", AttributeType.TextSet),
        ("identity.owners", AttributeType.TextSet), ("identity.terminated_at", AttributeType.Instant));

    private static IEnumerable<AttributeDefinition> Profile() =>
        Defined(ConditionSubjects.Identity, personal: true, [.. ProfileTexts.Select(n => (n, AttributeType.Text))]);

    private static IEnumerable<AttributeDefinition> Entitlements() => Defined(ConditionSubjects.Entitlement, personal: false,
        ("entitlement", AttributeType.Text), ("entitlement.kind", AttributeType.Of<EntitlementKind>(AttributeKind.Choice)),
        ("entitlement.name", AttributeType.Text), ("entitlement.owner", AttributeType.Text), ("risk", RiskLevels),
        ("entitlement.capacity", AttributeType.Number), ("entitlement.retired_at", AttributeType.Instant));

    private static IEnumerable<AttributeDefinition> Applications() => Defined(ConditionSubjects.Application, personal: false,
        ("application", AttributeType.Text), ("application.name", AttributeType.Text), ("application.owner", AttributeType.Text),
        ("application.governed_from", AttributeType.Instant));

    private static IEnumerable<AttributeDefinition> Grants() => Defined(ConditionSubjects.Grant, personal: false,
        ("granted_from", AttributeType.Instant), ("granted_until", AttributeType.Instant), ("cause", AttributeType.Of<CauseKind>(AttributeKind.Choice)),
        ("cause.reference", AttributeType.Text), ("last_used", AttributeType.Instant));

    private static IEnumerable<AttributeDefinition> Defined(
        ConditionSubjects subject, bool personal, params (string Name, AttributeType Type)[] attributes) =>
        attributes.Select(a => new AttributeDefinition(a.Name, a.Type, subject, personal));

    private static string PluralOf(ConditionSubjects subject) => subject switch
    {
        ConditionSubjects.Identity => "identities",
        ConditionSubjects.Entitlement => "entitlements",
        ConditionSubjects.Application => "applications",
        _ => "grants",
    };

    // Levenshtein's distance, where it is small; what differs much in length is far away.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > NearestNames)
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (before, left) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                left = Math.Min(Math.Min(row[j], left) + 1, before + (a[i - 1] == b[j - 1] ? 0 : 1));
                (before, row[j]) = (row[j], left);
            }
        }
        return row[b.Length];
    }
}
