using System.Globalization;
using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;

namespace AccessGovernance.Server.Requests;

/// <summary>Resource names: a collection and the percent-encoded id.</summary>
public static class Names
{
    private const int MaxEncodedLength = 1_024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(IdentityId id) => "identities/" + Uri.EscapeDataString(id.Value);

    /// <summary>Whose access something is: empty for an account of nobody known.</summary>
    public static string OfHolder(IdentityId id) => UnownedLogin.Is(id) ? "" : Of(id);

    /// <summary>The key of an account of nobody known; empty for an identity.</summary>
    public static string AccountOf(IdentityId id) => UnownedLogin.Is(id) ? UnownedLogin.AccountOf(id).ToString("D") : "";

    public static string Of(PersonId id) => "persons/" + Uri.EscapeDataString(id.Value);

    public static string Of(EntitlementId id) => "entitlements/" + Uri.EscapeDataString(id.Value);

    public static string Of(AppId id) => "applications/" + Uri.EscapeDataString(id.Value);

    public static string Of(SnapshotId id) => "snapshots/" + id;

    public static string Of(DefinitionId id) => "definitions/" + id;

    public static string Of(CampaignId id) => "campaigns/" + id;

    public static Guid Snapshot(string field, string name) => Uuid(field, name, "snapshots/");

    public static DefinitionId Definition(string field, string name) => new(Uuid(field, name, "definitions/"));

    public static CampaignId Campaign(string field, string name) => new(Uuid(field, name, "campaigns/"));

    public static IdentityId Identity(string field, string name) => new(Id(field, name, "identities/"));

    public static PersonId Person(string field, string name) => new(Id(field, name, "persons/"));

    public static PersonId? OptionalPerson(string field, string name) => name.Length == 0 ? null : Person(field, name);

    public static EntitlementId Entitlement(string field, string name) => new(Id(field, name, "entitlements/"));

    public static AppId Application(string field, string name) => new(Id(field, name, "applications/"));

    public static bool IsPerson(string name) => name.StartsWith("persons/", StringComparison.Ordinal);

    /// <summary>An id as the source systems have it, checked.</summary>
    public static string Raw(string field, string id) => IdText.Problem(id) is { } problem ? throw new InvalidRequestException(field, problem) : id;

    private static Guid Uuid(string field, string name, string collection) =>
        name.StartsWith(collection, StringComparison.Ordinal) && Guid.TryParseExact(name.AsSpan(collection.Length), "D", out var id)
            ? id
            : throw new InvalidRequestException(field, $"must be {collection} and a UUID, as the server answered it");

    private static string Id(string field, string name, string collection)
    {
        if (name.Length == 0)
            throw new InvalidRequestException(field, $"must be given, as {collection} and the percent-encoded id");
        if (!name.StartsWith(collection, StringComparison.Ordinal) || name.Length > MaxEncodedLength)
            throw new InvalidRequestException(field, 
                $"must be {collection} and the percent-encoded id of at most {IdText.MaxBytes} bytes, such as {collection}A%20b");
        var encoded = name.AsSpan(collection.Length);
        if (encoded.Contains('/'))
            throw new InvalidRequestException(field, $"must have its id percent-encoded after {collection} ('/' is %2F)");
        return Raw(field, encoded.Contains('%') ? Decode(field, encoded) : encoded.ToString());
    }

    // Strict: what is not valid UTF-8 behind its percent signs is refused instead of being replaced.
    private static string Decode(string field, ReadOnlySpan<char> encoded)
    {
        Span<byte> bytes = stackalloc byte[encoded.Length * 3];
        var length = 0;
        try
        {
            while (encoded.IndexOf('%') is var percent and >= 0)
            {
                length += Strict.GetBytes(encoded[..percent], bytes[length..]);
                if (percent + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[percent + 1]) || !char.IsAsciiHexDigit(encoded[percent + 2]))
                    throw new InvalidRequestException(field, "has a '%' that is not followed by two hexadecimal digits");
                bytes[length++] = byte.Parse(encoded.Slice(percent + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                encoded = encoded[(percent + 3)..];
            }
            length += Strict.GetBytes(encoded, bytes[length..]);
            return Strict.GetString(bytes[..length]);
        }
        catch (ArgumentException)
        {
            throw new InvalidRequestException(field, "is not valid UTF-8 once percent-decoded");
        }
    }
}
