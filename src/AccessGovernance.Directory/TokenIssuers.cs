using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Tokens;

namespace AccessGovernance.Directory;

/// <summary>An identity that issued a token, or a token that this one was issued with.</summary>
/// <param name="Since">When it did so for the first time.</param>
internal readonly record struct Issuer(IdentityId Identity, Instant Since);

/// <summary>
/// Who issued whose tokens, and with whose: whoever issues a token sees it. Folded from the log, where an issuing is recorded with the identity that
/// asked for it; with which of its tokens it did is not, so that all count that were good then. Not thread-safe: <see cref="DirectoryReader"/> guards it.
/// </summary>
internal sealed class TokenIssuers
{
    private readonly Dictionary<Guid, Issued> tokens = [];
    private readonly Dictionary<string, List<Issued>> byIdentity = new(StringComparer.Ordinal);

    /// <param name="actor">Who asked for it, by id.</param>
    /// <param name="at">When it was recorded.</param>
    public void Apply(TokenEvent what, string actor, Instant at)
    {
        if (what is TokenIssued issued)
            Add(issued, actor, at);
        else if (what is TokenRevoked revoked && tokens.TryGetValue(revoked.Token.Value, out var ended))
            ended.Until = Instant.Min(ended.Until, at);
    }

    /// <summary>Everybody who a token was issued by and through, each once; nobody where the product itself issued it.</summary>
    public ImmutableArray<Issuer> Of(TokenId token) => tokens.TryGetValue(token.Value, out var found) ? found.By : [];

    /// <summary>The same of all tokens of an identity that were good at an instant or at any time since.</summary>
    public IEnumerable<Issuer> Of(IdentityId identity, Instant since) => byIdentity.TryGetValue(identity.Value, out var own)
        ? Distinct(own.Where(t => t.Until > since).SelectMany(t => t.By)) : [];

    private void Add(TokenIssued issued, string actor, Instant at)
    {
        var issuer = new IdentityId(actor);
        ImmutableArray<Issuer> by = actor == Caller.System.Actor ? [] : [.. Distinct(Of(issuer, at).Append(new Issuer(issuer, at)))];
        var token = new Issued(by) { Until = issued.Claims.Expires };
        tokens[issued.Token.Value] = token;
        if (issued.Claims.Identity is not { } identity)
            return;
        if (!byIdentity.TryGetValue(identity.Value, out var own))
            byIdentity[identity.Value] = own = [];
        own.Add(token);
    }

    private static IEnumerable<Issuer> Distinct(IEnumerable<Issuer> issuers) =>
        issuers.GroupBy(i => i.Identity).Select(g => g.MinBy(i => i.Since.Milliseconds));

    private sealed class Issued(ImmutableArray<Issuer> by)
    {
        public ImmutableArray<Issuer> By { get; } = by;

        public Instant Until { get; set; }
    }
}
