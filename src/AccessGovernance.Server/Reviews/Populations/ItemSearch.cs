using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Finds the items of one identity after the other. What an identity holds only through entitlements that are items themselves is no item,
/// but listed under each of those: it is reviewed once, where it comes from. For one thread.
/// </summary>
internal sealed class ItemSearch
{
    private readonly AccessShape shape;
    private readonly EntitlementFacts[] entitlements;
    private readonly IdentityFacts[] identities;
    private readonly RowCondition condition;
    private readonly AccessScan scan;
    private readonly InvolvedPersons? involved;
    private readonly List<ItemDraft> drafts = [];
    private readonly List<int> holds = [];
    private readonly List<Truth> belongs = [];
    private readonly List<bool> kept = [];
    private readonly List<(int Under, int Entitlement)> implied = [];

    // Many have the same through the same role: their lists are one.
    private readonly Dictionary<int, ImmutableArray<EntitlementId>> impliedBy = [];

    /// <param name="whose">Who had to do with what such a search reads; null where nobody asks.</param>
    public ItemSearch(AccessShape shape, Func<AccessScan, InvolvedPersons?> whose)
    {
        (this.shape, scan) = (shape, shape.All.NewScan());
        (entitlements, identities, condition) = (shape.Entitlements, shape.Identities, shape.Condition);
        involved = whose(scan);
    }

    /// <summary>Rows that there were to choose from: everything held that is not shown under something else.</summary>
    public long Considered { get; private set; }

    /// <summary>Searches some identities that stand one after the other.</summary>
    public SearchedPart Search(int first, int end)
    {
        drafts.Clear();
        holds.Clear();
        var ends = new (int Drafts, int Held)[end - first];
        for (var identity = first; identity < end; identity++)
        {
            if (!identities[identity].Synthetic && (!shape.OfPartiesOnly || identities[identity].OfParties(shape.Parties)))
                Search(identity);
            ends[identity - first] = (drafts.Count, holds.Count);
        }
        return new(first, [.. drafts], [.. holds], ends);
    }

    private void Search(int identity)
    {
        scan.Read(identity);
        if (scan.State == AccessState.Active)
            NoteHeld(identity);
        JudgeHeld(identity);
        FindImplied();
        Considered += scan.Held.Length;
        for (int at = 0, under = 0; at < belongs.Count; at++)
        {
            if (belongs[at] == Truth.False)
                continue;
            var first = under;
            while (under < implied.Count && implied[under].Under == at)
                under++;
            drafts.Add(DraftOf(identity, at, first..under) with { Kept = kept[at] });
        }
    }

    private void NoteHeld(int identity)
    {
        shape.Active[identity] = true;
        foreach (ref readonly var held in scan.Held)
        {
            if (entitlements[held.Entitlement].MayBeIn)
                holds.Add(held.Entitlement);
        }
    }

    private void JudgeHeld(int identity)
    {
        belongs.Clear();
        kept.Clear();
        var ofParties = identities[identity].OfParties(shape.Parties);
        for (var at = 0; at < scan.Held.Length; at++)
        {
            var truth = Judge(identity, at, exclusions: true);
            var anyway = ofParties && truth == Truth.False ? Judge(identity, at, exclusions: false) : Truth.False;
            kept.Add(anyway != Truth.False);
            belongs.Add(anyway != Truth.False ? anyway : truth);
        }
    }

    private Truth Judge(int identity, int at, bool exclusions)
    {
        var (answers, entitlement) = (identities[identity].Answers, entitlements[scan.Held[at].Entitlement]);
        if (!entitlement.MayBeIn)
            return Truth.False;
        var truth = exclusions ? condition.Judge(answers, entitlement.Answers, []) : condition.JudgeScope(answers, entitlement.Answers, []);
        if (truth != Truth.NotKnown || !condition.AsksGrants)
            return truth;
        var ofGrant = AnswersOf(identity, entitlement.Id, scan.OriginOf(at));
        return exclusions ? condition.Judge(answers, entitlement.Answers, ofGrant) : condition.JudgeScope(answers, entitlement.Answers, ofGrant);
    }

    private Truth[] AnswersOf(int identity, EntitlementId entitlement, HeldOrigin origin) => condition.OfGrant(attribute => attribute switch
    {
        "granted_from" => new InstantValue(origin.Granted.From),
        "granted_until" => origin.Granted.Until is { IsForever: false } until ? new InstantValue(until) : null,
        "cause" => new TextValue(AttributeType.WordOf(origin.Cause)),
        "cause.reference" => origin.Reference is { Length: > 0 } reference ? new TextValue(reference) : null,
        "last_used" => shape.Uses.LastOf(shape.All.IdentityAt(identity), entitlement) is { } used ? new InstantValue(used) : null,
        _ => null,
    }, shape.All.At);

    // Items that are implied are items no more; those that they are under are held directly, and stay.
    private void FindImplied()
    {
        implied.Clear();
        var held = scan.Held;
        for (var at = 0; at < held.Length; at++)
        {
            if (held[at].Direct || belongs[at] == Truth.False)
                continue;
            var through = scan.ThroughOf(at);
            if (!BelongAll(through))
                continue;
            foreach (var entitlement in through)
                implied.Add((scan.HeldAt(entitlement), held[at].Entitlement));
            belongs[at] = Truth.False;
            Considered--;
        }
        implied.Sort();
    }

    private bool BelongAll(ReadOnlySpan<int> through)
    {
        foreach (var entitlement in through)
        {
            if (belongs[scan.HeldAt(entitlement)] == Truth.False)
                return false;
        }
        return true;
    }

    private ItemDraft DraftOf(int identity, int at, Range under)
    {
        var (entitlement, direct) = scan.Held[at];
        var (since, until, _, cause, reference) = scan.OriginOf(at);
        var origin = new ItemOrigin(direct, ThroughOf(at), since, until, cause, reference);
        return new(identity, entitlement, belongs[at] == Truth.NotKnown, origin, ImpliedOf(entitlement, under)) { Involved = involved?.Of(at) };
    }

    private ImmutableArray<EntitlementId> ThroughOf(int at)
    {
        var through = scan.ThroughOf(at);
        if (through.Length == 0)
            return [];
        return through.Length == 1 ? entitlements[through[0]].Alone : [.. through.ToArray().Select(e => entitlements[e].Id)];
    }

    private ImmutableArray<EntitlementId> ImpliedOf(int entitlement, Range under)
    {
        var (first, count) = under.GetOffsetAndLength(implied.Count);
        if (count == 0)
            return [];
        if (impliedBy.TryGetValue(entitlement, out var before) && IsSame(before, first, count))
            return before;
        return impliedBy[entitlement] = [.. implied.GetRange(first, count).Select(u => entitlements[u.Entitlement].Id)];
    }

    private bool IsSame(ImmutableArray<EntitlementId> before, int first, int count)
    {
        var same = before.Length == count;
        for (var i = 0; same && i < count; i++)
            same = ReferenceEquals(before[i].Value, entitlements[implied[first + i].Entitlement].Id.Value);
        return same;
    }
}
