using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>What the sample organisation's records say of a person.</summary>
internal static class SampleProfile
{
    private const string MailDomain = "halden-instruments.example";

    public static Dictionary<string, string> Of(SampleIdentity identity)
    {
        var attributes = new Dictionary<string, string>
        {
            ["display_name"] = identity.DisplayName,
            ["department"] = identity.Department,
            ["title"] = identity.Title,
        };
        if (identity.Kind == IdentityKind.Service)
            return attributes;
        attributes["mail"] = $"{identity.Id}@{MailDomain}";
        attributes["login"] = identity.Id;
        attributes["employee_number"] = identity.Person["p-".Length..];
        attributes["location"] = identity.Department is "Operations" or "Engineering" ? "Halden" : "Gdańsk";
        if (identity.Manager.Length > 0)
            attributes["manager"] = identity.Manager;
        return attributes;
    }
}
