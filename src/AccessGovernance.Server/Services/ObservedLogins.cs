using AccessGovernance.AccessHistory;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Processes;

namespace AccessGovernance.Server.Services;

/// <summary>What target systems call accounts: read from the reports in the log when it is asked for, and kept nowhere.</summary>
public sealed class ObservedLogins(IEventLog log, EventCodec codec, Erasure erasure)
{
    /// <summary>The logins of orphans, by their keys; those that are forgotten are missing.</summary>
    public ValueTask<IReadOnlyDictionary<Guid, string>> Of(IEnumerable<Orphan> orphans, CancellationToken cancellation) =>
        Of(orphans.Select(o => KeyValuePair.Create(o.Account, o.RecordedAt)), cancellation);

    /// <param name="accounts">With the position of a report that names each.</param>
    public async ValueTask<IReadOnlyDictionary<Guid, string>> Of(IEnumerable<KeyValuePair<Guid, long>> accounts, CancellationToken cancellation)
    {
        await erasure.CaughtUp.WaitAsync(cancellation);
        var logins = new Dictionary<Guid, string>();
        foreach (var report in accounts.GroupBy(o => o.Value).OrderBy(g => g.Key))
        {
            var wanted = report.Select(o => o.Key).ToHashSet();
            foreach (var account in (await Read(report.Key, wanted, cancellation)).Accounts)
            {
                if (account.Login?.PlainText is { } login && wanted.Contains(account.Key))
                    logins[account.Key] = login;
            }
        }
        return logins;
    }

    private async ValueTask<PartReported> Read(long position, HashSet<Guid> wanted, CancellationToken cancellation)
    {
        // A part is a batch of its own.
        var recorded = await log.ReadOne(position, cancellation);
        var part = (PartReported)EventCodec.Decode(recorded);
        var named = part.Accounts.Where(a => a.Login is not null).ToList();
        return (PartReported)codec.Open(recorded, part, text => wanted.Contains(named[text].Key));
    }
}
