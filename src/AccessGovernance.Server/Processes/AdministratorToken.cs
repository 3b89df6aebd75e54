using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Tokens;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Makes the first administrator's token when its file is missing, and tells the verifier which tokens were revoked before any call is
/// served. The token names no identity: it has no person, and so can neither request nor confirm forgetting.
/// </summary>
internal sealed class AdministratorToken(IGrainFactory grains, BearerTokens bearers, DataDirectory data, NodeClock clock, ServerOptions options)
    : IHostedService
{
    /// <summary>Administrator's tokens that a cluster may have had one after another; each is used up by its revocation or its expiry.</summary>
    private const int MaxOfCluster = 1_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    // The silo runs from StartAsync on; Kestrel begins to listen after every service has started.
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<ITokenGrain>(ITokenGrain.Key);
        foreach (var revoked in await grain.Revoked())
            bearers.Revoke(new TokenId(revoked));
        var present = File.Exists(data.AdministratorToken) ? await File.ReadAllTextAsync(data.AdministratorToken, cancellationToken) : "";
        if (await bearers.Verify(present.Trim()) is not null)
            return;
        var (token, claims) = options.ClusterPostgres is null
            ? await Issue(grain, RequestIds.Derive("administrator-token", clock.Now.ToString()))
            : await OfCluster(grain);
        SecretFiles.Write(data.AdministratorToken, bearers.Issue(token, claims, []) + "\n");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // One for all silos, however many directories come and go.
    private async Task<(TokenId Token, TokenClaims Claims)> OfCluster(ITokenGrain grain)
    {
        for (var number = 1; number <= MaxOfCluster; number++)
        {
            var (token, claims) = await Issue(grain, RequestIds.Derive("administrator-token-of-cluster", number.ToString(CultureInfo.InvariantCulture)));
            if (claims.Expires > clock.Now && (await grain.Find(token))!.Revoked is false)
                return (token, claims);
        }
        throw new StartException(
            $"{MaxOfCluster} administrator's tokens of this cluster were revoked or have expired", $"put a live one into {data.AdministratorToken}");
    }

    private async Task<(TokenId Token, TokenClaims Claims)> Issue(ITokenGrain grain, RequestId request)
    {
        var token = DerivedIds.Token(request);
        if (await grain.Find(token) is { } issued)
            return (token, issued.Claims);
        var now = clock.Now;
        var claims = new TokenClaims(null, [Role.Administrator], [], true, new Instant(now.Plus(Lifetime).Milliseconds / 1_000 * 1_000));
        var outcome = await grain.Execute(new IssueToken(token, claims, []), new CommandContext(request, default, Caller.System, null, null, now));
        if (outcome.Refusal is { } refusal)
            throw new StartException($"the administrator's token could not be issued: {refusal.Message}", "mend that and start again");
        return (token, (await grain.Find(token))!.Claims);
    }
}
