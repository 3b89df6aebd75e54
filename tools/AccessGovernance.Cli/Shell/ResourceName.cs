namespace AccessGovernance.Cli.Shell;

/// <summary>Plain ids, as people and target systems write them, to resource names of the API and back.</summary>
internal static class ResourceName
{
    private const string PersonPrefix = "person:";

    public static string Identity(string id) => "identities/" + Uri.EscapeDataString(id);

    public static string Person(string id) => "persons/" + Uri.EscapeDataString(id);

    public static string Entitlement(string id) => "entitlements/" + Uri.EscapeDataString(id);

    public static string Application(string id) => "applications/" + Uri.EscapeDataString(id);

    public static string Definition(string id) => Under("definitions/", id);

    public static string Campaign(string id) => Under("campaigns/", id);

    /// <summary><c>person:ID</c> is a person, everything else an identity.</summary>
    public static string Subject(string text) =>
        text.StartsWith(PersonPrefix, StringComparison.Ordinal) ? Person(text[PersonPrefix.Length..]) : Identity(text);

    /// <summary>The plain id; empty for an empty name.</summary>
    public static string IdOf(string name) => Uri.UnescapeDataString(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    // UUIDs need no encoding, and are copied from answers with and without their collection.
    private static string Under(string collection, string id) => id.StartsWith(collection, StringComparison.Ordinal) ? id : collection + id;
}
