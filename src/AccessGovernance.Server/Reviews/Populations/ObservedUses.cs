using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>When access was last used, as the applications had reported it by the position of a reading. Thread-safe.</summary>
internal sealed class ObservedUses(HistoryReader history, Reading reading)
{
    private readonly bool isReported = history.IsAnythingReported;

    /// <summary>Null where nothing is known of it: that is no proof that it was not used, and so no reason for or against it.</summary>
    public Instant? LastOf(IdentityId identity, EntitlementId entitlement) =>
        isReported ? history.LastUseOf(identity, entitlement, reading)?.At : null;
}
