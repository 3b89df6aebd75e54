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
internal sealed class AdministratorToken(IGrainFactory grains, BearerTokens bearers, DataDirectory data, NodeClock clock) : IHostedService
{
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
        var now = clock.Now;
        var request = RequestIds.Derive("administrator-token", now.ToString());
        var token = DerivedIds.Token(request);
        var claims = new TokenClaims(null, [Role.Administrator], [], true, new Instant(now.Plus(Lifetime).Milliseconds / 1_000 * 1_000));
        var outcome = await grain.Execute(new IssueToken(token, claims, []), new CommandContext(request, default, Caller.System, null, null, now));
        if (outcome.Refusal is { } refusal)
            throw new StartException($"the administrator's token could not be issued: {refusal.Message}", "mend that and start again");
        SecretFiles.Write(data.AdministratorToken, bearers.Issue(token, claims, []) + "\n");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
