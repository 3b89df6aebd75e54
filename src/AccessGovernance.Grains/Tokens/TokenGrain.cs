using AccessGovernance.Domain;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Tokens;

/// <summary>All tokens ever issued. Key: <see cref="Key"/>.</summary>
public interface ITokenGrain : IGrainWithStringKey
{
    const string Key = "all";

    Task<Outcome> Execute(TokenCommand command, CommandContext context);

    [ReadOnly]
    Task<IssuedToken?> Find(TokenId token);

    [ReadOnly]
    Task<IReadOnlyList<Guid>> Revoked();

    /// <summary>Up to <paramref name="limit"/> tokens after one, in the order of their ids.</summary>
    [ReadOnly]
    Task<IReadOnlyList<KeyValuePair<Guid, IssuedToken>>> List(Guid after, int limit);
}

public sealed class TokenGrain(GrainServices services) : EventSourcedGrain<TokenRegistry>(services), ITokenGrain
{
    protected override string Stream => StreamNames.Tokens;

    public Task<Outcome> Execute(TokenCommand command, CommandContext context) =>
        Execute(context, command is IssueToken, state => state.Decide(command, context.Deciding));

    public Task<IssuedToken?> Find(TokenId token) => Task.FromResult(State.Tokens.GetValueOrDefault(token.Value));

    public Task<IReadOnlyList<Guid>> Revoked() =>
        Task.FromResult<IReadOnlyList<Guid>>([.. State.Tokens.Where(t => t.Value.Revoked).Select(t => t.Key)]);

    public Task<IReadOnlyList<KeyValuePair<Guid, IssuedToken>>> List(Guid after, int limit) =>
        Task.FromResult<IReadOnlyList<KeyValuePair<Guid, IssuedToken>>>(
            [.. State.Tokens.Where(t => t.Key.CompareTo(after) > 0).OrderBy(t => t.Key).Take(limit)]);
}
