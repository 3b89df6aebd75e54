using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Takes bearer tokens apart and makes others, as a forger would.</summary>
public static class Jwt
{
    public static JsonObject Claims(string bearer) => JsonNode.Parse(Decode(bearer.Split('.')[1]))!.AsObject();

    public static string Sign(JsonObject claims, ECDsa key)
    {
        var content = Encode(Encoding.UTF8.GetBytes("{\"alg\":\"ES256\",\"typ\":\"JWT\"}")) + "." + Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return content + "." + Encode(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256));
    }

    /// <summary>Without a signature, which the header admits.</summary>
    public static string Unsigned(JsonObject claims) =>
        Encode(Encoding.UTF8.GetBytes("{\"alg\":\"none\"}")) + "." + Encode(Encoding.UTF8.GetBytes(claims.ToJsonString())) + ".";

    /// <summary>Signed with the public key as if it were a shared secret.</summary>
    public static string Hmac(JsonObject claims, byte[] secret)
    {
        var content = Encode(Encoding.UTF8.GetBytes("{\"alg\":\"HS256\"}")) + "." + Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return content + "." + Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)));
    }

    /// <summary>Other claims under the signature of a real token.</summary>
    public static string Swap(string bearer, JsonObject claims)
    {
        var parts = bearer.Split('.');
        return $"{parts[0]}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }

    private static byte[] Decode(string part) =>
        Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
