using AccessGovernance.AccessHistory;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Server.Services;

/// <summary>What target systems call accounts: read from the reports in the log when it is asked for, and kept nowhere.</summary>
public sealed class ObservedLogins(IEventLog log, EventCodec codec)
{
    /// <summary>The logins of orphans, by their keys; those that are forgotten are missing.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyList<Orphan> orphans, CancellationToken cancellation)
    {
        var logins = new Dictionary<Guid, string>();
        foreach (var report in orphans.GroupBy(o => o.RecordedAt).OrderBy(g => g.Key))
        {
            var wanted = report.Select(o => o.Account).ToHashSet();
            foreach (var account in (await Read(report.Key, cancellation)).Accounts)
            {
                if (account.Login?.PlainText is { } login && wanted.Contains(account.Key))
                    logins[account.Key] = login;
            }
        }
        return logins;
    }

    private async ValueTask<PartReported> Read(long position, CancellationToken cancellation)
    {
        // A part is a batch of its own: reading begins with it.
        await foreach (var page in log.ReadAll(position - 1, cancellation))
            return (PartReported)codec.Open(page[0], EventCodec.Decode(page[0]));
        throw new DamagedLogException($"Position {position} of the history is missing.");
    }
}
