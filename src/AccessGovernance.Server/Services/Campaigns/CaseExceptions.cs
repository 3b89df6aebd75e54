using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Who lets access stay after all, and why.</summary>
/// <param name="Reason">Null once it is forgotten, and where nobody asked for it.</param>
public sealed record ExceptedCase(PersonId By, string? Reason);

/// <summary>Finds the latest exceptions of cases, in the streams of the parts that the items are in: each stream is read once.</summary>
public sealed class CaseExceptions(IEventLog log, EventCodec codec)
{
    /// <param name="items">Of one campaign; those that were never excepted cost nothing.</param>
    /// <param name="position">What was recorded up to here.</param>
    /// <param name="opens">Whether the reasons are opened.</param>
    public async ValueTask<Dictionary<ItemNumber, ExceptedCase>> Of(
        IEnumerable<ItemRecord> items, long position, bool opens, CancellationToken cancellation)
    {
        var (found, wanted) = (new Dictionary<ItemNumber, ExceptedCase>(), items.Where(i => i.Case?.ExceptedUntil is not null).ToList());
        foreach (var part in wanted.GroupBy(i => ReviewPartId.Of(i.Campaign, i.Number)))
        {
            var numbers = part.Select(i => i.Number).ToHashSet();
            await foreach (var page in log.ReadStream(StreamNames.Of(part.Key), 0, cancellation))
                Take(page.Where(r => r.Position <= position), numbers, opens, found);
        }
        return found;
    }

    private void Take(IEnumerable<RecordedEvent> page, HashSet<ItemNumber> numbers, bool opens, Dictionary<ItemNumber, ExceptedCase> found)
    {
        foreach (var recorded in page)
        {
            if (EventCodec.Decode(recorded) is RemediationExcepted excepted && numbers.Contains(excepted.Item))
                found[excepted.Item] = new(excepted.By, opens ? ((RemediationExcepted)codec.Open(recorded, excepted)).Text?.PlainText : null);
        }
    }
}
