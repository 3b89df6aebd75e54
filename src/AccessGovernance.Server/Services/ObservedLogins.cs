using AccessGovernance.AccessHistory;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Processes;

namespace AccessGovernance.Server.Services;

/// <summary>
/// What target systems call accounts of nobody known: opened from the reports in the log when it is asked for. What is kept of those is sealed, so that
/// forgetting takes effect at once.
/// </summary>
public sealed class ObservedLogins(IEventLog log, EventCodec codec, Erasure erasure)
{
    private readonly RecentLogins recent = new();

    /// <summary>The logins of orphans, by their keys; those that are forgotten are missing.</summary>
    public ValueTask<IReadOnlyDictionary<Guid, string>> Of(IEnumerable<Orphan> orphans, CancellationToken cancellation) =>
        Of(orphans.Select(o => KeyValuePair.Create(o.Account, o.RecordedAt)), cancellation);

    /// <param name="accounts">Of nobody known, with the position of a report that names each.</param>
    public async ValueTask<IReadOnlyDictionary<Guid, string>> Of(IEnumerable<KeyValuePair<Guid, long>> accounts, CancellationToken cancellation)
    {
        await erasure.CaughtUp.WaitAsync(cancellation);
        var logins = new Dictionary<Guid, string>();
        foreach (var report in accounts.GroupBy(o => o.Value, o => o.Key).OrderBy(g => g.Key))
        {
            var part = recent.Find(report.Key) ?? await Read(report.Key, cancellation);
            foreach (var account in report)
            {
                if (part.Open(account, codec) is { } login)
                    logins[account] = login;
            }
        }
        return logins;
    }

    private async ValueTask<SealedLogins> Read(long position, CancellationToken cancellation)
    {
        // A part is a batch of its own.
        var recorded = await log.ReadOne(position, cancellation);
        var part = new SealedLogins(recorded, (PartReported)EventCodec.Decode(recorded));
        recent.Add(position, part);
        return part;
    }
}
