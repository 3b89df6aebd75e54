using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;

namespace AccessGovernance.EventLog;

/// <summary>Names of streams: <c>category-id</c>, no dash in the category. A storage format.</summary>
public static class StreamNames
{
    public const string Conferrals = "conferrals-all";
    public const string Tokens = "tokens-all";
    public const string Snapshots = "snapshots-all";

    private const string IdentityPrefix = "identity-";
    private const string EntitlementPrefix = "entitlement-";
    private const string ApplicationPrefix = "application-";
    private const string ObservationPrefix = "observation-";

    private const string DefinitionPrefix = "definition-";
    private const string CampaignPrefix = "campaign-";
    private const string ReviewPrefix = "review-";
    private const string OutboxPrefix = "outbox-";

    public static string Of(IdentityId identity) => IdentityPrefix + identity.Value;

    public static string Of(EntitlementId entitlement) => EntitlementPrefix + entitlement.Value;

    public static string Of(AppId application) => ApplicationPrefix + application.Value;

    /// <summary>What an application reports of itself.</summary>
    public static string OfObservation(AppId application) => ObservationPrefix + application.Value;

    public static string OfImport(string source) => "import-" + source;

    public static string Of(DefinitionId definition) => DefinitionPrefix + definition;

    public static string Of(CampaignId campaign) => CampaignPrefix + campaign;

    public static string Of(ReviewPartId part) => ReviewPrefix + part;

    /// <summary>The messages of a campaign.</summary>
    public static string OfOutbox(CampaignId campaign) => OutboxPrefix + campaign;

    public static DefinitionId? DefinitionOf(string stream) =>
        Guid.TryParseExact(IdOf(stream, DefinitionPrefix), "D", out var id) ? new DefinitionId(id) : null;

    public static CampaignId? CampaignOf(string stream) => Guid.TryParseExact(IdOf(stream, CampaignPrefix), "D", out var id) ? new CampaignId(id) : null;

    /// <summary>The campaign whose messages are in this stream, if it is one of those.</summary>
    public static CampaignId? OutboxOf(string stream) => Guid.TryParseExact(IdOf(stream, OutboxPrefix), "D", out var id) ? new CampaignId(id) : null;

    public static ReviewPartId? ReviewPartOf(string stream) => IdOf(stream, ReviewPrefix) is { } part ? ReviewPartId.Parse(part) : null;

    /// <summary>The identity whose stream this is, if it is one.</summary>
    public static IdentityId? IdentityOf(string stream) => IdOf(stream, IdentityPrefix) is { } id ? new IdentityId(id) : null;

    public static EntitlementId? EntitlementOf(string stream) => IdOf(stream, EntitlementPrefix) is { } id ? new EntitlementId(id) : null;

    public static AppId? ApplicationOf(string stream) => IdOf(stream, ApplicationPrefix) is { } id ? new AppId(id) : null;

    /// <summary>The application whose reports are in this stream, if it is one of those.</summary>
    public static AppId? ObservedBy(string stream) => IdOf(stream, ObservationPrefix) is { } id ? new AppId(id) : null;

    private static string? IdOf(string stream, string prefix) =>
        stream.StartsWith(prefix, StringComparison.Ordinal) ? stream[prefix.Length..] : null;
}
