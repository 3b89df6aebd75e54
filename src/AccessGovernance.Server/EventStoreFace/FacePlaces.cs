namespace AccessGovernance.Server.EventStoreFace;

/// <summary>How many reads and subscriptions run at once: at most <see cref="FaceLimits.MaxReads"/> and <see cref="FaceLimits.MaxSubscriptions"/>.</summary>
internal sealed class FacePlaces : IDisposable
{
    private readonly SemaphoreSlim reads = new(FaceLimits.MaxReads);
    private readonly SemaphoreSlim subscriptions = new(FaceLimits.MaxSubscriptions);

    /// <returns>A place, given back when it is disposed of.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED: none is free.</exception>
    public IDisposable Take(ReadQuestion question)
    {
        var places = question.IsSubscription ? subscriptions : reads;
        if (places.Wait(0))
            return new Place(places);
        throw question.IsSubscription
            ? FaceErrors.Exhausted("subscriptions", FaceLimits.MaxSubscriptions)
            : FaceErrors.Exhausted("reads", FaceLimits.MaxReads);
    }

    public void Dispose()
    {
        reads.Dispose();
        subscriptions.Dispose();
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
