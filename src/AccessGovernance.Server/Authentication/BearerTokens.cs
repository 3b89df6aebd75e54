using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessGovernance.Server.Authentication;

/// <summary>
/// Issues and verifies bearer tokens: JWT signed with ES256, bound to this store. A signature is verified once and remembered until the
/// token expires or is revoked; at most <see cref="MaxRemembered"/> are remembered at a time.
/// </summary>
public sealed class BearerTokens : IDisposable
{
    public const int MaxRemembered = 10_000;
    private const string Audience = "accessgovernance";

    private readonly ECDsa key;
    private readonly SigningCredentials credentials;
    private readonly TokenValidationParameters parameters;
    private readonly string issuer;
    private readonly TimeProvider time;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly ConcurrentDictionary<string, CallerPrincipal> remembered = new(BySignature.Instance);
    private readonly ConcurrentDictionary<string, CallerPrincipal>.AlternateLookup<ReadOnlySpan<char>> rememberedSpans;
    private readonly ConcurrentDictionary<Guid, bool> revoked = [];

    public BearerTokens(ECDsa key, Guid store, TimeProvider time)
    {
        (this.key, this.time, issuer) = (key, time, store.ToString("D"));
        rememberedSpans = remembered.GetAlternateLookup<ReadOnlySpan<char>>();
        var security = new ECDsaSecurityKey(key);
        credentials = new SigningCredentials(security, SecurityAlgorithms.EcdsaSha256);
        parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = Audience,
            IssuerSigningKey = security,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            // Judged by the injected clock, below.
            ValidateLifetime = false,
        };
    }

    /// <param name="issuedBy">The persons of the caller who issues it, and of whoever issued its own token.</param>
    public string Issue(TokenId token, TokenClaims claims, ImmutableArray<PersonId> issuedBy)
    {
        var content = new Dictionary<string, object>
        {
            ["jti"] = token.ToString(),
            ["roles"] = claims.Roles.Select(r => r.ToString()).ToArray(),
            ["exp"] = claims.Expires.Milliseconds / 1_000,
        };
        if (claims.Identity is { } identity)
            content["sub"] = identity.Value;
        if (!claims.Applications.IsDefaultOrEmpty)
            content["apps"] = claims.Applications.Select(a => a.Value).ToArray();
        if (!issuedBy.IsDefaultOrEmpty)
            content["by"] = issuedBy.Select(p => p.Value).ToArray();
        if (claims.MayBackdate)
            content["backdate"] = true;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer, Audience = Audience, Claims = content, SigningCredentials = credentials, IssuedAt = null,
        });
    }

    /// <summary>From now on every call with this token is refused.</summary>
    public void Revoke(TokenId token) => revoked[token.Value] = true;

    /// <summary>False once the token of a verified caller has expired or was revoked.</summary>
    public bool IsLive(CallerPrincipal caller) =>
        caller.Expires.Milliseconds > time.GetUtcNow().ToUnixTimeMilliseconds() && !revoked.ContainsKey(caller.Token.Value);

    /// <summary>Who bears a token that was verified before; null when it was not, or is no longer live.</summary>
    public CallerPrincipal? Recall(ReadOnlySpan<char> bearer) =>
        rememberedSpans.TryGetValue(bearer, out var principal) && IsLive(principal) ? principal : null;

    public ValueTask<CallerPrincipal?> Verify(string bearer) => Verify(bearer.AsMemory());

    /// <summary>Who bears the token; null when it is forged, foreign, expired or revoked.</summary>
    public async ValueTask<CallerPrincipal?> Verify(ReadOnlyMemory<char> bearer)
    {
        if (!rememberedSpans.TryGetValue(bearer.Span, out var principal))
        {
            var token = bearer.ToString();
            var result = await handler.ValidateTokenAsync(token, parameters);
            if (!result.IsValid || ToPrincipal((JsonWebToken)result.SecurityToken) is not { } verified)
                return null;
            principal = verified;
            if (remembered.Count >= MaxRemembered)
                remembered.Clear();
            remembered[token] = principal;
        }
        if (IsLive(principal))
            return principal;
        rememberedSpans.TryRemove(bearer.Span, out _);
        return null;
    }

    public void Dispose() => key.Dispose();

    private static CallerPrincipal? ToPrincipal(JsonWebToken token)
    {
        if (!Guid.TryParseExact(token.Id, "D", out var id) || !token.TryGetPayloadValue<long>("exp", out var expires))
            return null;
        var roles = token.TryGetPayloadValue<string[]>("roles", out var names) ? names.SelectMany(RoleNamed).ToFrozenSet() : [];
        var applications = token.TryGetPayloadValue<string[]>("apps", out var apps) ? apps.ToFrozenSet(StringComparer.Ordinal) : null;
        IdentityId? identity = token.TryGetPayloadValue<string>("sub", out var subject) ? new IdentityId(subject) : null;
        var backdate = token.TryGetPayloadValue<bool>("backdate", out var may) && may;
        return new CallerPrincipal(new TokenId(id), identity, roles, backdate, new Instant(expires * 1_000)) 
        {
            Applications = applications,
            IssuedBy = token.TryGetPayloadValue<string[]>("by", out var persons) ? [.. persons.Select(p => new PersonId(p))] : [],
        };
    }

    // A role that this build does not know gives nothing; numbers are no names.
    private static IEnumerable<Role> RoleNamed(string name) => Enum.GetValues<Role>().Where(r => r.ToString() == name);

    /// <summary>
    /// Hashes the end of a token only: it is a signature, as good as random, and a token of several hundred characters comes with every
    /// call. Only verified tokens are kept, so that nobody can choose their hashes.
    /// </summary>
    private sealed class BySignature : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        public static readonly BySignature Instance = new();
        private const int Hashed = 8;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

        public int GetHashCode(string obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<char> alternate) =>
            string.GetHashCode(alternate.Length > Hashed ? alternate[^Hashed..] : alternate, StringComparison.Ordinal);

        public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
    }
}
