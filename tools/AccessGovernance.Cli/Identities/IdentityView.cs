using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>One identity as a row: what people look for first, then everything else.</summary>
internal static class IdentityView
{
    public static readonly IReadOnlyList<Column> Columns =
    [
        new("identity"), new("kind"), new("status"), new("display_name"), new("department"), new("title"),
        new("persons"), new("legal_hold", false),
        new("forgotten", false), new("synthetic", false), new("terminated_at", false),
    ];

    public static JsonObject Row(Identity identity) => new()
    {
        ["identity"] = ResourceName.IdOf(identity.Name),
        ["kind"] = Words.Of(identity.Kind),
        ["status"] = Words.Of(identity.Status),
        ["display_name"] = identity.Attributes.TryGetValue("display_name", out var name) ? name : Hidden(identity),
        ["department"] = identity.Attributes.TryGetValue("department", out var department) ? department : "",
        ["title"] = identity.Attributes.TryGetValue("title", out var title) ? title : "",
        ["persons"] = EvidenceView.Ids(identity.Links.Select(l => l.Person).Distinct()),
        ["legal_hold"] = identity.LegalHold,
        ["forgotten"] = identity.Forgotten,
        ["synthetic"] = identity.Synthetic,
        ["terminated_at"] = TimeText.Show(identity.TerminatedAt),
        ["attributes"] = Attributes(identity),
        ["links"] = Links(identity),
    };

    private static string Hidden(Identity identity) => identity switch
    {
        { Forgotten: true } => "(forgotten)",
        { AttributesHidden: true } => "(hidden)",
        _ => "",
    };

    private static JsonObject Attributes(Identity identity)
    {
        var attributes = new JsonObject();
        foreach (var (name, value) in identity.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
            attributes[name] = value;
        return attributes;
    }

    private static JsonArray Links(Identity identity) => [.. identity.Links.Select(link => new JsonObject
    {
        ["link_id"] = link.LinkId,
        ["person"] = ResourceName.IdOf(link.Person),
        ["role"] = Words.Of(link.Role),
        ["validity"] = EvidenceView.Period(link.Validity),
    })];
}
