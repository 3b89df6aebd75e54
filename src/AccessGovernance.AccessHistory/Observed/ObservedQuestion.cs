using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>
/// Finds who was seen to have what, as known at a position. Each application speaks for itself: what it says is contained in what concerns its
/// own accounts alone, and of what belongs to another it says nothing. Nestings are followed as sets of instants, each only as far as it adds
/// some: where they lead in circles, that ends too. Serves one question; not thread-safe.
/// </summary>
/// <param name="within">Whose reports are looked at; null for those of all applications.</param>
internal sealed class ObservedQuestion(ObservedLayer layer, Belonging belonging, long position, Func<AppId, bool>? within)
{
    // Many accounts have the same.
    private readonly Dictionary<(ObservedSource, string), Dictionary<string, SpanSet>> below = [];

    /// <summary>Everybody who was seen to have an entitlement, orphans too; in no order.</summary>
    public List<ObservedHolding> Holders(string entitlement, Period during)
    {
        var found = new Dictionary<(string? Owner, Guid Account), Found>();
        foreach (var source in layer.Sources.Where(IsWithin))
        {
            foreach (var (node, instants) in Reach(source, entitlement, new SpanSet(during), upward: true))
            {
                foreach (var fact in source.OfEntitlement(node))
                    Collect(found, (fact.Owner, fact.Owner is null ? fact.Account.Key : default), fact, instants);
            }
        }
        return [.. found.Select(f => f.Value.Build(f.Key.Owner, entitlement))];
    }

    /// <summary>Everything that an identity was seen to have at some instants; in no order.</summary>
    public List<ObservedHolding> HeldBy(string identity, SpanSet during)
    {
        var found = new Dictionary<string, Found>(StringComparer.Ordinal);
        foreach (var direct in FactsOf(identity).GroupBy(f => (f.Account.Source, Entitlement: f.Entitlement!)))
        {
            foreach (var (node, instants) in Reach(direct.Key.Source, direct.Key.Entitlement, during, upward: false))
            {
                foreach (var fact in direct)
                    Collect(found, node, fact, instants);
            }
        }
        return [.. found.Select(f => f.Value.Build(identity, f.Key))];
    }

    /// <summary>Whether an identity was seen to have an entitlement at some instant of a period.</summary>
    public bool Held(string identity, string entitlement, Period during) => FactsThrough(identity, entitlement, during).Any();

    /// <summary>When an identity last used an entitlement, as reported of all accounts that ever gave it that.</summary>
    /// <returns>Null when it was never seen to have it.</returns>
    public LastUse? LastUseOf(string identity, string entitlement)
    {
        LastUse? last = null;
        foreach (var fact in FactsThrough(identity, entitlement, Period.Always))
        {
            var used = fact.LastUsed(position);
            if (last is null || last.At is null || used > last.At)
                last = new LastUse(used);
        }
        return last;
    }

    /// <summary>Everything that an account of nobody known had at an instant, by the ids of the entitlements.</summary>
    public IReadOnlyList<UnownedHold> HeldByNobody(ObservedAccount account, Instant at)
    {
        var found = new SortedDictionary<string, UnownedHold>(IdOrder.Instance);
        foreach (var fact in account.Facts.Published)
        {
            if (fact is not { Owner: null, Entitlement: { } itself } || fact.Span.At(position) is not { } validity)
                continue;
            foreach (var (node, instants) in Below(account.Source, itself))
            {
                if (!found.TryGetValue(node, out var hold))
                    found[node] = hold = new(node);
                hold.Add(itself, validity, instants, at);
                hold.Use(fact.LastUsed(position));
            }
        }
        return [.. found.Values.Where(h => h.Holds)];
    }

    /// <summary>Whether an account of nobody known was seen to have an entitlement at some instant of a period.</summary>
    /// <param name="account">Null for any such account.</param>
    public bool HeldByNobody(ObservedSource source, Guid? account, string entitlement, Period during)
    {
        var reach = Reach(source, entitlement, new SpanSet(during), upward: true);
        // What one account has is little: whoever asks about each of many must not look at all of them for each.
        if (account is { } key)
            return source.Accounts.TryGetValue(key, out var one) && IsAnyOfNobody(one.Facts.Published, reach);
        foreach (var node in reach.Keys)
        {
            if (IsAnyOfNobody(source.OfEntitlement(node), reach))
                return true;
        }
        return false;
    }

    private bool IsAnyOfNobody(ReadOnlySpan<ObservedFact> facts, Dictionary<string, SpanSet> reach)
    {
        foreach (var fact in facts)
        {
            if (fact is { Owner: null, Entitlement: { } entitlement } && reach.TryGetValue(entitlement, out var instants)
                && fact.Span.At(position) is { } validity && instants.Overlaps(validity))
                return true;
        }
        return false;
    }

    private Dictionary<string, SpanSet> Below(ObservedSource source, string entitlement)
    {
        if (!below.TryGetValue((source, entitlement), out var reach))
            below[(source, entitlement)] = reach = Reach(source, entitlement, new SpanSet(Period.Always), upward: false);
        return reach;
    }

    private IEnumerable<ObservedFact> FactsThrough(string identity, string entitlement, Period during)
    {
        var reaches = new Dictionary<ObservedSource, Dictionary<string, SpanSet>>();
        foreach (var fact in FactsOf(identity))
        {
            if (fact.Span.At(position) is not { } validity)
                continue;
            if (!reaches.TryGetValue(fact.Account.Source, out var reach))
                reaches[fact.Account.Source] = reach = Reach(fact.Account.Source, entitlement, new SpanSet(during), upward: true);
            if (reach.TryGetValue(fact.Entitlement!, out var instants) && instants.Overlaps(validity))
                yield return fact;
        }
    }

    private ObservedFact[] FactsOf(string identity)
    {
        var all = layer.OfIdentity(identity).ToArray();
        return within is null ? all : [.. all.Where(f => IsWithin(f.Account.Source))];
    }

    private bool IsWithin(ObservedSource source) => within is null || within(new AppId(source.Application));

    private void Collect<TKey>(Dictionary<TKey, Found> found, TKey key, ObservedFact fact, SpanSet instants) where TKey : notnull
    {
        if (fact.Span.At(position) is not { } validity || !instants.Overlaps(validity))
            return;
        if (!found.TryGetValue(key, out var holder))
            found[key] = holder = new();
        holder.Add(fact, validity, instants, position);
    }

    private Dictionary<string, SpanSet> Reach(ObservedSource source, string start, SpanSet during, bool upward)
    {
        var reach = new Dictionary<string, SpanSet>(StringComparer.Ordinal);
        var own = Own(source, start, during, Period.Always);
        if (own.IsEmpty)
            return reach;
        reach[start] = own;
        var due = new Queue<string>([start]);
        while (due.TryDequeue(out var node))
        {
            foreach (var edge in upward ? source.Containing(node) : source.ContainedIn(node))
            {
                if (edge.Span.At(position) is not { } validity)
                    continue;
                var next = upward ? edge.Parent.Entitlement : edge.Child;
                if (!reach.TryGetValue(next, out var known))
                    known = new();
                if (!AddAll(known, Own(source, next, reach[node], validity)))
                    continue;
                reach[next] = known;
                due.Enqueue(next);
            }
        }
        return reach;
    }

    /// <summary>Instants of a period at which the entitlement belonged to no other application.</summary>
    private SpanSet Own(ObservedSource source, string entitlement, SpanSet instants, Period within)
    {
        var own = new SpanSet();
        foreach (var period in instants.Periods)
            own.Add(period.Intersect(within));
        foreach (var foreign in belonging.Elsewhere(entitlement, source.Application))
            own.Remove(foreign);
        return own;
    }

    private static bool AddAll(SpanSet to, SpanSet from)
    {
        var added = false;
        foreach (var period in from.Periods)
        {
            if (to.Covers(period))
                continue;
            to.Add(period);
            added = true;
        }
        return added;
    }

    /// <summary>A holding that is being put together.</summary>
    private sealed class Found
    {
        private readonly SpanSet spans = new();
        private readonly Dictionary<ObservedFact, Observation> seen = [];

        public void Add(ObservedFact fact, Period validity, SpanSet instants, long position)
        {
            foreach (var period in instants.Periods)
                spans.Add(period.Intersect(validity));
            seen.TryAdd(fact, new(new(fact.Account.Source.Application), fact.Account.Key, new(fact.Entitlement!), validity,
                fact.LastUsed(position), fact.Span.OpenedAt));
        }

        public ObservedHolding Build(string? owner, string entitlement) => new(
            owner is null ? null : new IdentityId(owner), new(entitlement), spans.Periods,
            [.. seen.Values.OrderBy(o => o.Validity.From).ThenBy(o => o.RecordedAt).ThenBy(o => o.Entitlement.Value, StringComparer.Ordinal)]);
    }
}
