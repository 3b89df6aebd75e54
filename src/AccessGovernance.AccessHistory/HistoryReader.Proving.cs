using AccessGovernance.AccessHistory.Observed;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <remarks>What proves that access is gone: reports as of which nothing is missing.</remarks>
public sealed partial class HistoryReader
{
    /// <summary>
    /// Whether an identity has an entitlement in an application, by the latest complete report of that application, if that was taken after an instant.
    /// Asks for no registration: an identity, or an entitlement, that was never reported is absent.
    /// </summary>
    /// <returns>
    /// Null when nothing is known: there is no such report, or the entitlement belonged to another application when it was taken.
    /// </returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public ObservedPresence? PresenceOf(AppId application, IdentityId identity, EntitlementId entitlement, Instant newerThan, Reading reading)
    {
        return PresenceOf(application, entitlement, newerThan, reading, (_, seen, during) => seen.Held(identity.Value, entitlement.Value, during));
    }

    /// <summary>
    /// The same of an account that belonged to nobody known. What it has become counts too: whoever is, or was, called like it has the entitlement for it
    /// as long as they have it there at all. Where nothing is called by its name any more, any other account of nobody known may be it.
    /// </summary>
    /// <returns>As above.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public ObservedPresence? PresenceOfAccount(
        AppId application, UnownedAccount account, EntitlementId entitlement, Instant newerThan, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(account);
        Guid? only = account.Nameless ? null : account.Key;
        return PresenceOf(application, entitlement, newerThan, reading, (source, seen, during) =>
            seen.HeldByNobody(source, only, entitlement.Value, during) || account.CalledLikeIt.Any(i => seen.Held(i.Value, entitlement.Value, during)));
    }

    /// <summary>
    /// The reports that were completed after a position and are known at the reading, in the order in which they ended: whoever waits for proof goes on
    /// from the position of the last one, or of the reading. Costs a look at each application that ever reported.
    /// </summary>
    public IReadOnlyList<CompletedReport> ReportsCompletedAfter(long position, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return [.. index.Observed.Sources.SelectMany(s => s.CompletedBetween(position, reading.Position).Select(sync => CompletedOf(s, sync)))
            .OrderBy(c => c.Position)];
    }

    /// <summary>Whether any application ever reported what it holds.</summary>
    public bool IsAnythingReported => index.Observed.Sources.Any();

    /// <summary>
    /// When an identity last used an entitlement, as reported up to the reading: the latest use of any account that ever gave it that, by itself or by
    /// what contains it. What was reported of an account counts for what it holds where nothing was reported of that.
    /// </summary>
    /// <returns>Null when the identity was never seen to have it.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LastUse? LastUseOf(IdentityId identity, EntitlementId entitlement, Reading reading)
    {
        RequireOneState(reading);
        return Observing(reading, null).LastUseOf(identity.Value, entitlement.Value);
    }

    private ObservedPresence? PresenceOf(AppId application, EntitlementId entitlement, Instant newerThan, Reading reading,
        Func<ObservedSource, ObservedQuestion, Period, bool> isHeld)
    {
        RequireOneState(reading);
        if (index.Observed.Source(application.Value) is not { } source || source.LatestComplete(reading.Position) is not { } sync
            || sync.TakenAt <= newerThan || (ApplicationOf(entitlement, sync.TakenAt, reading) is { } own && own != application))
            return null;
        var question = Observing(reading, a => a == application);
        var later = new Period(new Instant(sync.TakenAt.Milliseconds + 1), Instant.Forever);
        return new ObservedPresence(
            CompletedOf(source, sync), isHeld(source, question, Period.At(sync.TakenAt)), isHeld(source, question, later));
    }

    private static CompletedReport CompletedOf(ObservedSource source, ObservedSync sync) =>
        new(new AppId(source.Application), sync.Id, sync.TakenAt, sync.Ending!.Position);
}
