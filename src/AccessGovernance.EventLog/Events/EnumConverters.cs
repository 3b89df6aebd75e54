using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Tokens;

namespace AccessGovernance.EventLog.Events;

/// <summary>Stored names of an enumeration, written by hand: renaming a member in the program changes no stored byte.</summary>
internal sealed class StoredNames<T>(params (T Value, string Name)[] names)
    where T : struct, Enum
{
    private readonly (T Value, string Name, byte[] Utf8)[] all =
        [.. names.Select(n => (n.Value, n.Name, Encoding.UTF8.GetBytes(n.Name)))];

    public string NameOf(T value)
    {
        foreach (var entry in all)
        {
            if (EqualityComparer<T>.Default.Equals(entry.Value, value))
                return entry.Name;
        }
        throw new InvalidOperationException($"{typeof(T).Name} '{value}' has no stored name.");
    }

    public T Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var entry in all)
            {
                if (reader.ValueTextEquals(entry.Utf8))
                    return entry.Value;
            }
        }
        throw new JsonException($"There is no such {typeof(T).Name}.");
    }
}

internal static class EnumNames
{
    public static readonly StoredNames<RetentionClass> RetentionClasses = new(
        (RetentionClass.Profile, "profile"), (RetentionClass.Evidence, "evidence"));

    public static readonly StoredNames<IdentityKind> IdentityKinds = new(
        (IdentityKind.Employee, "employee"), (IdentityKind.Contractor, "contractor"), (IdentityKind.Service, "service"),
        (IdentityKind.Shared, "shared"), (IdentityKind.Agent, "agent"));

    public static readonly StoredNames<LinkRole> LinkRoles = new((LinkRole.Person, "person"), (LinkRole.Owner, "owner"));

    public static readonly StoredNames<CauseKind> CauseKinds = new(
        (CauseKind.Rule, "rule"), (CauseKind.ApprovedRequest, "approved-request"), (CauseKind.DirectAssignment, "direct-assignment"),
        (CauseKind.Review, "review"), (CauseKind.Import, "import"), (CauseKind.BreakGlass, "break-glass"));

    public static readonly StoredNames<EntitlementKind> EntitlementKinds = new(
        (EntitlementKind.Permission, "permission"), (EntitlementKind.Role, "role"), (EntitlementKind.Group, "group"),
        (EntitlementKind.ApplicationAccess, "application-access"), (EntitlementKind.Licence, "licence"),
        (EntitlementKind.Device, "device"));

    public static readonly StoredNames<Risk> Risks = new(
        (Risk.Low, "low"), (Risk.Medium, "medium"), (Risk.High, "high"), (Risk.Critical, "critical"));

    public static readonly StoredNames<Role> Roles = new(
        (Role.Administrator, "administrator"), (Role.Provisioner, "provisioner"), (Role.Reviewer, "reviewer"), (Role.Auditor, "auditor"),
        (Role.Reader, "reader"));

    public static readonly StoredNames<Fulfilment> Fulfilments = new((Fulfilment.Manual, "manual"), (Fulfilment.Reported, "reported"));

    public static readonly StoredNames<SyncKind> SyncKinds = new((SyncKind.Full, "full"), (SyncKind.Delta, "delta"));

    public static readonly StoredNames<SyncOutcome> SyncOutcomes = new(
        (SyncOutcome.Complete, "complete"), (SyncOutcome.Partial, "partial"), (SyncOutcome.Abandoned, "abandoned"));
}

internal abstract class EnumConverter<T>(StoredNames<T> names) : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => names.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(names.NameOf(value));
}

internal sealed class IdentityKindConverter() : EnumConverter<IdentityKind>(EnumNames.IdentityKinds);

internal sealed class LinkRoleConverter() : EnumConverter<LinkRole>(EnumNames.LinkRoles);

internal sealed class CauseKindConverter() : EnumConverter<CauseKind>(EnumNames.CauseKinds);

internal sealed class EntitlementKindConverter() : EnumConverter<EntitlementKind>(EnumNames.EntitlementKinds);

internal sealed class RiskConverter() : EnumConverter<Risk>(EnumNames.Risks);

internal sealed class RoleConverter() : EnumConverter<Role>(EnumNames.Roles);

internal sealed class FulfilmentConverter() : EnumConverter<Fulfilment>(EnumNames.Fulfilments);

internal sealed class SyncKindConverter() : EnumConverter<SyncKind>(EnumNames.SyncKinds);

internal sealed class SyncOutcomeConverter() : EnumConverter<SyncOutcome>(EnumNames.SyncOutcomes);
