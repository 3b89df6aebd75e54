using AccessGovernance.EventLog.EventStoreDb;
using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>So many and no more wait until a node has read the store up to a place.</summary>
public sealed class WaitingForPlaces
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider clock = new();
    private readonly PlaceWaiters waiters = new();

    [Fact]
    public async Task Whoever_ran_out_of_patience_takes_no_place_from_others()
    {
        var waiting = Enumerable.Range(0, LogLimits.MaxWaitingAppends).Select(i => Wait(i)).ToList();
        await Assert.ThrowsAsync<LogRefusedException>(() => Wait(0));

        clock.Advance(Patience);
        foreach (var one in waiting)
            await Assert.ThrowsAsync<TimeoutException>(() => one);
        var later = Wait(7);
        waiters.Pass(7);
        await later;
    }

    [Fact]
    public async Task Whoever_is_cancelled_takes_none_either()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, LogLimits.MaxWaitingAppends).Select(i => Wait(i, stop.Token)).ToList();
        await stop.CancelAsync();
        foreach (var one in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        var later = Wait(7);
        waiters.End(() => new DamagedLogException("ended"));
        await Assert.ThrowsAsync<DamagedLogException>(() => later);
    }

    private Task Wait(long commit, CancellationToken cancellation = default) => waiters.Wait(commit, Patience, clock, cancellation);
}
