using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Grains;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// What a change of access must know of its entitlement before it is decided. Answered from the directory, without a call to the grain; contains
/// every change of an entitlement that this server acknowledged before. What the directory does not know, the grain is asked for; in a cluster
/// the grain is always asked: another silo may have acknowledged what this one has not read yet.
/// </summary>
public sealed class EntitlementLookup(
    DirectoryReader directory, DirectoryProjector projector, GrainFinder grains, NodeClock clock, ServerOptions options)
{
    private long acknowledged;

    /// <summary>An entitlement was changed at this position, and the caller is about to be told so.</summary>
    public void Acknowledge(long position)
    {
        for (var known = Volatile.Read(ref acknowledged); known < position;)
            known = Interlocked.CompareExchange(ref acknowledged, position, known) is var seen && seen == known ? position : seen;
    }

    /// <exception cref="EventLog.DamagedLogException">The directory has stopped.</exception>
    public async ValueTask<EntitlementFacts> Of(EntitlementId id, CancellationToken cancellation)
    {
        if (options.ClusterPostgres is not null)
            return await grains.Of(id).GetFacts(clock.Now);
        var position = Volatile.Read(ref acknowledged);
        if (projector.Position < position)
            await projector.WaitFor(position, cancellation);
        return directory.FactsOf(id, clock.Now) ?? await grains.Of(id).GetFacts(clock.Now);
    }
}
