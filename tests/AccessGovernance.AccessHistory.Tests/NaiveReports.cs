using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Keeps what every account and every nesting was from each report on, and looks it up.</summary>
internal sealed class NaiveReports
{
    private readonly Dictionary<Guid, List<(long From, ObservedAccount State)>> accounts = [];
    private readonly Dictionary<string, List<(long From, HashSet<string> Contains)>> nestings = [];
    private readonly Dictionary<object, object> named = [];
    private SyncStarted sync = new(default, default, default, null);

    public NaiveReports(IEnumerable<DomainEvent> events)
    {
        foreach (var what in events)
            Apply(what);
    }

    public IEnumerable<string> All() => ObservedFold.Asked(Who);

    private void Apply(DomainEvent what)
    {
        var at = sync.TakenAt.Milliseconds;
        switch (what)
        {
            case SyncStarted started:
                sync = started;
                named.Clear();
                break;
            case PartReported part:
                foreach (var account in part.Accounts)
                    Add(accounts, account.Key, (at, Merged(account)));
                foreach (var nesting in part.Nestings)
                    Add(nestings, nesting.Entitlement.Value, (at, Merged(nesting)));
                break;
            case SyncEnded { Outcome: SyncOutcome.Complete } when sync.Kind == SyncKind.Full:
                foreach (var key in accounts.Keys.Where(k => !named.ContainsKey(k)))
                    accounts[key].Add((at, ObservedScript.Account(0, null) with { Gone = true }));
                foreach (var key in nestings.Keys.Where(k => !named.ContainsKey(k)))
                    nestings[key].Add((at, []));
                break;
        }
    }

    // Together with what earlier parts of the same sync say of it.
    private ObservedAccount Merged(ObservedAccount account)
    {
        var before = named.GetValueOrDefault(account.Key) as ObservedAccount;
        var merged = before is not { Gone: false } ? account
            : account.Gone ? before
            : before.Identity != account.Identity ? account : account with { Holds = [.. before.Holds.Union(account.Holds)] };
        named[account.Key] = merged;
        return merged;
    }

    private HashSet<string> Merged(ObservedNesting nesting)
    {
        var merged = named.GetValueOrDefault(nesting.Entitlement.Value) as HashSet<string> ?? [];
        named[nesting.Entitlement.Value] = merged;
        merged.UnionWith(nesting.Contains.Select(c => c.Value));
        return [.. merged];
    }

    private static void Add<TKey, TState>(Dictionary<TKey, List<TState>> to, TKey key, TState state) where TKey : notnull
    {
        if (!to.TryGetValue(key, out var states))
            to[key] = states = [];
        states.Add(state);
    }

    /// <summary>Identities, and keys of accounts of nobody known.</summary>
    public IEnumerable<string> Who(string entitlement, long time)
    {
        HashSet<string> giving = [entitlement];
        for (var before = 0; before != giving.Count;)
        {
            before = giving.Count;
            giving.UnionWith(nestings.Where(n => n.Value.LastOrDefault(s => s.From <= time).Contains?.Overlaps(giving) == true).Select(n => n.Key).ToList());
        }
        return accounts.Select(a => (a.Key, a.Value.LastOrDefault(s => s.From <= time).State))
            .Where(a => a.State is { Gone: false } && a.State.Holds.Any(h => giving.Contains(h.Entitlement.Value)))
            .Select(a => a.State.Identity?.Value ?? $"{a.Key}").Distinct();
    }
}
