using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// What one identity held in at least one state of knowledge from the start of the period until now; for a person, while linked to it in
/// the same state.
/// </summary>
internal sealed class EverHeld(HistoryIndex index, IdentityNode identity, PersonNode? person, Period range, long read)
{
    private readonly Dictionary<int, HoldingBuilder> found = [];

    public IEnumerable<HoldingBuilder> Find()
    {
        var moments = FindMoments();
        foreach (var moment in moments.All)
        {
            var held = JudgeIn(new View(index, moment.SeenIn(index, read)));
            if (moment != moments.First)
                continue;
            foreach (var node in held)
                found[node].HeldAsKnownThen = true;
        }
        foreach (var node in JudgeIn(new View(index, Visibility.Ours(read))))
            found[node].HeldAsKnownNow = true;
        return found.Values;
    }

    private Moments FindMoments()
    {
        var moments = new Moments(index, range.From, read);
        moments.AddStatus(identity);
        var starts = new HashSet<int>();
        foreach (var grant in identity.Grants.Published)
        {
            starts.Add(index.Grants.OwnerOf(grant));
            moments.AddVersions(index.Grants.VersionsOf(grant));
        }
        foreach (var edge in new Closure(index, starts, Direction.Outgoing).Edges)
            moments.AddVersions(index.Conferrals.VersionsOf(edge));
        foreach (var link in person is null ? [] : identity.Links)
            moments.AddVersions(index.Links.VersionsOf(link));
        return moments;
    }

    /// <summary>Adds what is held in one state of knowledge, and answers which entitlements that is.</summary>
    private HashSet<int> JudgeIn(View view)
    {
        var held = new HashSet<int>();
        new HeldAccess(view).Collect(identity, HeldAccess.CountingDuring(view, identity, person, range), entitlement =>
        {
            held.Add(entitlement.Ordinal);
            return BuilderOf(entitlement);
        });
        return held;
    }

    private HoldingBuilder BuilderOf(EntitlementNode entitlement)
    {
        ref var builder = ref CollectionsMarshal.GetValueRefOrAddDefault(found, entitlement.Ordinal, out _);
        return builder ??= new HoldingBuilder(identity, entitlement) { HeldAsKnownNow = false, HeldAsKnownThen = false };
    }
}
