using System.Collections.Immutable;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Applications;
using AccessGovernance.Grains.Identities;
using AccessGovernance.Grains.Tokens;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using Role = AccessGovernance.Domain.Tokens.Role;

namespace AccessGovernance.Server.Services;

/// <summary>Issues and revokes access tokens. A revocation holds from the moment it is answered.</summary>
public sealed class TokenServiceV1(
    Commands commands, BearerTokens bearers, Pages pages, HistoryQuestions questions, DirectoryQuestions directory, AnswerRoom room)
    : TokenService.TokenServiceBase
{
    private const long DefaultLifetimeSeconds = 90 * 24 * 3_600;
    private const long MaxLifetimeSeconds = 31_536_000;
    private const int MaxApplications = 100;
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public override async Task<IssueTokenResponse> IssueToken(IssueTokenRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        caller.RequireUnscoped("issuing a token");
        if (request.MayBackdate && !caller.MayBackdate)
            throw new DeniedException("BACKDATING_NOT_PERMITTED", "nobody can give the right to back-date who lacks it");
        var identity = Names.Identity("identity", request.Identity);
        var token = DerivedIds.Token(Commands.ParseRequestId(request.RequestId));
        var begun = await commands.Begin(request, request.RequestId, context);
        var claims = await Claims(request, identity, begun.Now);
        var facts = await commands.Grains.GetGrain<IIdentityGrain>(identity.Value).GetFacts(begun.Now);
        if (!facts.IsRegistered)
            throw new RefusedException(new(RefusalReason.IdentityUnknown, "identity", "the identity is not registered"));
        if (begun.Caller.Identity is not null && (begun.Caller.IsOwn(identity) || facts.Persons.Any(begun.Caller.OwnPersons.Contains)))
            throw new RefusedException(new(RefusalReason.OwnAccess, "identity", "nobody decides about their own access, tokens included"));
        var latest = await questions.Latest(context);
        var grain = commands.Grains.GetGrain<ITokenGrain>(ITokenGrain.Key);
        var outcome = await grain.Execute(new IssueToken(token, claims, facts.Persons)
        {
            OfSamePersons = [.. facts.Persons.SelectMany(p => questions.History.IdentitiesOf(p, begun.Now, latest))],
        }, begun);
        var receipt = commands.Receipt(outcome);
        // Who issued it is asked of the directory with each call: recorded it is, whatever comes of the wait.
        await ((Task)directory.Read(receipt.Token, context).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A repeat answers the same token: its claims are those that were recorded.
        var issued = (await grain.Find(token))!.Claims;
        return new()
        {
            Receipt = receipt,
            TokenId = token.ToString(),
            Bearer = bearers.Issue(token, issued, [.. begun.Caller.OwnPersons.Distinct()]),
            ExpiresAt = Times.Of(issued.Expires),
        };
    }

    public override async Task<RevokeTokenResponse> RevokeToken(RevokeTokenRequest request, ServerCallContext context)
    {
        CallerInterceptor.CallerOf(context).RequireUnscoped("revoking a token");
        var token = new TokenId(Texts.Id("token_id", request.TokenId));
        var begun = await commands.Begin(request, request.RequestId, context);
        Grains.Outcome outcome;
        try
        {
            outcome = await commands.Grains.GetGrain<ITokenGrain>(ITokenGrain.Key).Execute(new RevokeToken(token), begun);
        }
        catch
        {
            // Whether it was recorded is unknown: refuse the token all the same, the repeat records it.
            bearers.Revoke(token);
            throw;
        }
        var receipt = commands.Receipt(outcome);
        bearers.Revoke(token);
        return new() { Receipt = receipt };
    }

    public override async Task<ListTokensResponse> ListTokens(ListTokensRequest request, ServerCallContext context)
    {
        CallerInterceptor.CallerOf(context).RequireUnscoped("listing tokens");
        questions.Head.Require(context);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var after = page.After.Length == 0 ? Guid.Empty : Guid.Parse(page.After);
        var tokens = await commands.Grains.GetGrain<ITokenGrain>(ITokenGrain.Key).List(after, page.Size + 1);
        var response = new ListTokensResponse();
        response.NextPageToken = room.FitPage(page, tokens, t => ToMessage(t.Key, t.Value), t => t.Key.ToString("D"), response.Tokens.Add);
        return response;
    }

    private async ValueTask<TokenClaims> Claims(IssueTokenRequest request, IdentityId identity, Instant now)
    {
        if (request.Roles.Count == 0)
            throw new InvalidRequestException("roles", "must have at least one role");
        if (request.LifetimeSeconds is < 0 or > MaxLifetimeSeconds)
            throw new InvalidRequestException("lifetime_seconds", $"must be 1 to {MaxLifetimeSeconds}, or 0 for 90 days");
        if (request.Applications.Count > MaxApplications)
            throw new InvalidRequestException("applications", $"must be at most {MaxApplications}");
        var roles = request.Roles.Select(r => Texts.Enum<Api.V1.Role, Role>("roles", r)).Distinct().Order().ToImmutableArray();
        var applications = request.Applications.Select(a => Names.Application("applications", a)).Distinct().ToImmutableArray();
        foreach (var application in applications)
        {
            if (!await commands.Grains.GetGrain<IApplicationGrain>(application.Value).IsDefined())
                throw new RefusedException(new(RefusalReason.ApplicationUnknown, "applications", $"{application} is not defined"));
        }
        var lifetime = request.LifetimeSeconds == 0 ? DefaultLifetimeSeconds : request.LifetimeSeconds;
        // Whole seconds, as the token itself has them.
        var expires = new Instant((now.Milliseconds / 1_000 + lifetime) * 1_000);
        return new TokenClaims(identity, roles, applications, request.MayBackdate, expires);
    }

    private static TokenInfo ToMessage(Guid id, IssuedToken token)
    {
        var info = new TokenInfo
        {
            TokenId = id.ToString("D"), Identity = token.Claims.Identity is { } identity ? Names.Of(identity) : "",
            MayBackdate = token.Claims.MayBackdate, ExpiresAt = Times.Of(token.Claims.Expires), Revoked = token.Revoked,
        };
        info.Roles.Add(token.Claims.Roles.Select(r => (Api.V1.Role)r));
        info.Applications.Add(token.Claims.Applications.Select(Names.Of));
        return info;
    }
}
