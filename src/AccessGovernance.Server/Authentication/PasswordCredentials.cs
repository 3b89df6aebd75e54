using System.Text;

namespace AccessGovernance.Server.Authentication;

/// <summary>User and password of a call. A bearer token counts as a password without a user.</summary>
internal sealed record PasswordCredentials(string User, string Password)
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    /// <summary>Of an authorization header; null when it is missing, of an unknown scheme, or none that can be read.</summary>
    public static PasswordCredentials? Parse(string? header)
    {
        if (header is null)
            return null;
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return new("", header[Bearer.Length..].Trim());
        return IsBasic(header) ? OfBasic(header[Basic.Length..].Trim()) : null;
    }

    /// <summary>Whether the header says that it has Basic credentials, readable or not.</summary>
    public static bool IsBasic(string? header) => header?.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) is true;

    // The printed form says nothing: it may end in a log.
    public override string ToString() => "[credentials]";

    private static PasswordCredentials? OfBasic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new(text[..colon], text[(colon + 1)..]);
    }
}
