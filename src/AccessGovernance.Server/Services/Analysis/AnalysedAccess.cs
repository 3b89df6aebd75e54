using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>
/// What everybody holds at one instant, as far as one caller may see it: entitlements outside its scope by today's applications are not there at
/// all. Thread-safe.
/// </summary>
public sealed class AnalysedAccess
{
    private readonly bool[]? visible;
    private readonly DirectoryReader directory;

    internal AnalysedAccess(HistoryReader history, DirectoryReader directory, Asked asked, CallerPrincipal caller, Instant now)
    {
        (this.directory, Asked, Caller) = (directory, asked, caller);
        All = history.AccessOfAll(asked.During.From, asked.Reading);
        if (caller.IsUnscoped)
            return;
        var latest = history.Latest;
        visible = new bool[All.Entitlements];
        for (var place = 0; place < visible.Length; place++)
            visible[place] = caller.Reaches(history.ApplicationOf(All.EntitlementAt(place), now, latest));
    }

    public Asked Asked { get; }

    public CallerPrincipal Caller { get; }

    public AccessOfAll All { get; }

    /// <summary>Whether the caller may see an entitlement.</summary>
    public bool Sees(int entitlement) => visible is null || visible[entitlement];

    /// <summary>The place of an identity that is registered.</summary>
    public int PlaceOf(IdentityId identity)
    {
        for (var place = 0; place < All.Identities; place++)
        {
            if (All.IdentityAt(place) == identity)
                return place;
        }
        throw IdentityBatches.Behind(identity.Value);
    }

    /// <summary>One value of each identity, by its place; from several threads.</summary>
    public T[] OfIdentities<T>(Func<int, IdentityRecord, T> select, CancellationToken cancellation) =>
        IdentityBatches.Select(All, directory, All.At, select, cancellation);

    /// <summary>One identity as it was at the instant.</summary>
    public IdentityRecord RecordOf(int identity) =>
        directory.Identity(All.IdentityAt(identity), All.At) ?? throw IdentityBatches.Behind(All.IdentityAt(identity).Value);

    /// <summary>One value of what each identity holds, by its place; from several threads.</summary>
    public T[] OfHeld<T>(Func<int, AccessScan, T> select, CancellationToken cancellation)
    {
        var selected = new T[All.Identities];
        var parts = (selected.Length + PopulationFinder.IdentitiesOfAPart - 1) / PopulationFinder.IdentitiesOfAPart;
        Parallel.For(0, parts, IdentityBatches.Options(cancellation), All.NewScan, (part, _, scan) =>
        {
            var first = part * PopulationFinder.IdentitiesOfAPart;
            for (var identity = first; identity < Math.Min(selected.Length, first + PopulationFinder.IdentitiesOfAPart); identity++)
            {
                scan.Read(identity);
                selected[identity] = select(identity, scan);
            }
            return scan;
        }, _ => { });
        return selected;
    }

    /// <summary>What the identity that a scan read last holds, in order, as far as the caller may see it.</summary>
    /// <param name="wanted">Which of these count.</param>
    public int[] Held(AccessScan scan, Func<HeldEntitlement, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(wanted);
        if (scan.Held.Length == 0)
            return [];
        var held = new List<int>(scan.Held.Length);
        foreach (ref readonly var one in scan.Held)
        {
            if (Sees(one.Entitlement) && wanted(one))
                held.Add(one.Entitlement);
        }
        return [.. held];
    }
}
