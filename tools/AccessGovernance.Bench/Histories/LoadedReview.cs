using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Data;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Directory;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Bench.Histories;

/// <summary>An organisation to be reviewed, in the read models that a server has.</summary>
internal sealed record LoadedReview(HistoryReader History, DirectoryReader Directory, long Position) : IDisposable
{
    private const int KeysAtOnce = 1_000;

    public void Dispose() => Directory.Dispose();

    /// <summary>Fills index and directory through a log in memory, which is left behind.</summary>
    public static async Task<LoadedReview> Load(ReviewedOrganisation organisation, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        // Of the stores on disk only the keys are needed, to encode events.
        var (disk, keys) = DataDirectory.Open(scratch.Sub("data")).OpenStores(TimeProvider.System);
        await using (disk)
        using (keys)
        {
            var (log, codec) = (new InMemoryEventLog(TimeProvider.System), new EventCodec(new PersonalDataSealer(keys)));
            await Write(organisation, new HistoryWriter(log, codec), keys, cancellation);
            var (index, directory) = (new HistoryIndex(), new DirectoryReader());
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var (projector, follower) = (new Projector(log, EventCodec.Decode, index), new DirectoryProjector(log, codec, directory));
            var following = Task.WhenAll(projector.Run(stop.Token), follower.Run(stop.Token));
            await projector.WaitFor(log.Head.Position, cancellation);
            await follower.WaitFor(log.Head.Position, cancellation);
            await stop.CancelAsync();
            // Both are ended here, and what they were waited for is there.
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new(new HistoryReader(index), directory, log.Head.Position);
        }
    }

    /// <summary>Fills the data directory of a server that is to be started.</summary>
    public static async Task Store(ReviewedOrganisation organisation, string data, CancellationToken cancellation)
    {
        var (disk, keys) = DataDirectory.Open(data).OpenStores(TimeProvider.System);
        await using (disk)
        using (keys)
            await Write(organisation, new HistoryWriter(disk, new EventCodec(new PersonalDataSealer(keys))), keys, cancellation);
    }

    private static async Task Write(ReviewedOrganisation organisation, HistoryWriter writer, KeyStore keys, CancellationToken cancellation)
    {
        foreach (var (stream, what) in ReviewedOrganisation.Catalogue())
            await writer.Write(stream, what, "bench", cancellation);
        for (var number = 0; number < organisation.Identities; number++)
        {
            if (number % KeysAtOnce == 0)
                keys.EnsureKeys([.. Enumerable.Range(number, KeysAtOnce).Select(ReviewedOrganisation.Identity)]);
            // As in life: whoever provisions is a person with access, and grants what many hold.
            var by = ReviewedOrganisation.ProvisionerOf(number).Value;
            foreach (var (stream, what) in organisation.Of(number))
                await writer.Write(stream, what, by, cancellation);
        }
        foreach (var some in organisation.UnownedSubjects.Chunk(KeysAtOnce))
            keys.EnsureKeys([.. some]);
        foreach (var (stream, what) in organisation.Reported())
            await writer.Write(stream, what, "bench", cancellation);
        await writer.Flush(cancellation);
    }
}
