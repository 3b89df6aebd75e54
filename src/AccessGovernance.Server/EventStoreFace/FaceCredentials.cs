using System.Text;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>User and password of a call. A bearer token counts as a password without a user.</summary>
internal sealed record FaceCredentials(string User, string Password)
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    /// <summary>Null when there are none, or of an unknown scheme.</summary>
    /// <exception cref="RpcException">They are no valid Basic credentials.</exception>
    public static FaceCredentials? Of(ServerCallContext context)
    {
        var header = context.RequestHeaders.GetValue("authorization");
        return Parse(header) ?? (header?.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) is true ? throw FaceErrors.Unauthenticated() : null);
    }

    /// <summary>Of an authorization header; null when it is missing, of an unknown scheme, or none that can be read.</summary>
    public static FaceCredentials? Parse(string? header)
    {
        if (header is null)
            return null;
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return new("", header[Bearer.Length..].Trim());
        return header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? OfBasic(header[Basic.Length..].Trim()) : null;
    }

    // The printed form says nothing: it may end in a log.
    public override string ToString() => "[credentials]";

    private static FaceCredentials? OfBasic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new(text[..colon], text[(colon + 1)..]);
    }
}
