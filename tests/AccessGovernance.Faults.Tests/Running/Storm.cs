using System.Collections.Concurrent;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>One change that a writer asked for, and what it was told.</summary>
public sealed record StormChange(ApplyChangesRequest Request, string Identity, string Grant)
{
    /// <summary>Position of the receipt; null while nobody said that it was done.</summary>
    public long? Acknowledged { get; set; }

    public Refused? Refused { get; set; }
}

/// <summary>
/// Many writers, each with identities of its own, granting and revoking until the server is gone. Remembers every request with what became
/// of it, so that nothing acknowledged can be missed and what is unknown can be repeated with the same request id.
/// </summary>
public sealed class Storm(int writers)
{
    private readonly ConcurrentQueue<StormChange> changes = [];
    private int acknowledged;

    public IReadOnlyCollection<StormChange> Changes => changes;

    /// <summary>Writes until the server does not answer any more. Calls <paramref name="enough"/> at a number of acknowledged changes.</summary>
    public async Task Run(Caller caller, IReadOnlyList<string> identities, string entitlement, (int Count, Action Reached) enough)
    {
        var share = identities.Count / writers;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() =>
            Write(caller, [.. identities.Skip(w * share).Take(share)], entitlement, enough))));
    }

    /// <summary>Sends one change as a call of its own; the grant's id when it granted.</summary>
    public static async Task<(Receipt Receipt, string Grant)> Send(Caller caller, ApplyChangesRequest change)
    {
        if (change.Revoke is { } revoke)
            return ((await caller.Provisioning.RevokeAccessAsync(revoke)).Receipt, revoke.GrantId);
        var granted = await caller.Provisioning.GrantAccessAsync(change.Grant);
        return (granted.Receipt, granted.GrantId);
    }

    private async Task Write(Caller caller, string[] identities, string entitlement, (int Count, Action Reached) enough)
    {
        var random = new Random();
        var open = new List<(string Identity, string Grant)>();
        while (true)
        {
            var revokes = open.Count > 0 && random.Next(2) == 0;
            var (identity, grant) = revokes ? open[0] : (identities[random.Next(identities.Length)], "");
            var request = revokes ? Revocation(identity, entitlement, grant) : Grant(identity, entitlement);
            var change = new StormChange(request, identity, grant);
            changes.Enqueue(change);
            try
            {
                var (receipt, id) = await Send(caller, request);
                change.Acknowledged = receipt.Position;
                if (revokes)
                    open.RemoveAt(0);
                else
                    open.Add((identity, id));
                if (Interlocked.Increment(ref acknowledged) == enough.Count)
                    enough.Reached();
            }
            catch (RpcException e) when (e.GetRpcStatus() is not null && e.StatusCode is not (StatusCode.Unknown or StatusCode.Cancelled))
            {
                change.Refused = Refused.Of(e);
            }
            // No answer: the server is gone, and nobody knows what became of the change.
            catch (RpcException)
            {
                return;
            }
        }
    }

    private static ApplyChangesRequest Grant(string identity, string entitlement) =>
        new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement } };

    private static ApplyChangesRequest Revocation(string identity, string entitlement, string grant) =>
        new() { Revoke = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant } };
}
