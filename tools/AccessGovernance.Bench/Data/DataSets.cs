using AccessGovernance.EventLog.Events;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Bench.Data;

/// <summary>Fills data directories before a server starts on them.</summary>
internal static class DataSets
{
    /// <summary>Writes an organisation and then as much life as makes <paramref name="events"/> events together (0: none).</summary>
    /// <returns>The organisation, and how many events there are.</returns>
    public static async Task<(Organisation Organisation, long Events)> Fill(
        string directory, OrganisationSize size, long events, CancellationToken cancellation)
    {
        var (log, keys) = DataDirectory.Open(directory).OpenStores(TimeProvider.System);
        await using (log)
        using (keys)
        {
            var writer = new HistoryWriter(log, new EventCodec(new PersonalDataSealer(keys)));
            var organisation = new Organisation(writer, size);
            await organisation.Write(cancellation);
            await new LongHistory(writer, size).Write(events, cancellation);
            return (organisation, log.Head.Position);
        }
    }
}
