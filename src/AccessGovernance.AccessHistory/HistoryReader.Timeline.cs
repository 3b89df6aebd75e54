using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// Every record about an identity in log order, with its changes of status; of one entitlement's grants, when one is given, else of all
    /// with the links to persons.
    /// </summary>
    /// <returns>Null when the identity, or the entitlement given, is not registered at the read position.</returns>
    public TimelineAnswer? GetTimeline(IdentityId identity, EntitlementId? only, Reading reading, TimelinePage page)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var entitlement = only is { } id ? Find(id, reading) : null;
        if (Find(identity, reading) is not { } asked || (only is not null && entitlement is null))
            return null;
        var entries = new TimelineFinding(index, reading, page.After).Find(asked, entitlement);
        var complete = entries.Count <= page.Limit;
        return new TimelineAnswer(reading, complete ? entries : entries.GetRange(0, page.Limit), complete);
    }
}
