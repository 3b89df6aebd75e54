using System.Runtime.InteropServices;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// How many reads and subscriptions run at once: of all callers at most <see cref="FaceLimits.MaxReads"/> and
/// <see cref="FaceLimits.MaxSubscriptions"/>, and of one token <see cref="FaceLimits.MaxOfOneToken"/> of each, so that none keeps the others out. Thread-safe.
/// </summary>
internal sealed class FacePlaces
{
    private readonly Lock gate = new();
    private readonly Dictionary<(bool IsSubscription, string? Token), int> taken = [];

    /// <returns>A place, given back when it is disposed of.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED: none is free.</exception>
    public IDisposable Take(ReadQuestion question, IFaceCaller caller)
    {
        var (what, most) = question.IsSubscription ? ("subscriptions", FaceLimits.MaxSubscriptions) : ("reads", FaceLimits.MaxReads);
        var (all, own) = ((question.IsSubscription, (string?)null), (question.IsSubscription, caller.Token));
        lock (gate)
        {
            if (caller.Token is not null && taken.GetValueOrDefault(own) >= FaceLimits.MaxOfOneToken)
                throw FaceErrors.Exhausted($"{what} of one token", FaceLimits.MaxOfOneToken);
            if (taken.GetValueOrDefault(all) >= most)
                throw FaceErrors.Exhausted(what, most);
            Add(all, 1);
            if (caller.Token is not null)
                Add(own, 1);
        }
        return new Place(this, all, own);
    }

    private void Add((bool, string?) whose, int change)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(taken, whose, out _);
        count += change;
        if (count == 0)
            taken.Remove(whose);
    }

    private sealed class Place(FacePlaces places, (bool, string?) all, (bool, string? Token) own) : IDisposable
    {
        public void Dispose()
        {
            lock (places.gate)
            {
                places.Add(all, -1);
                if (own.Token is not null)
                    places.Add(own, -1);
            }
        }
    }
}
