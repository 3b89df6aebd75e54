using AccessGovernance.AccessHistory.Observed;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <remarks>Accounts of nobody known as holders of access: what they have, and which report names them.</remarks>
public sealed partial class HistoryReader
{
    /// <summary>
    /// What the accounts of nobody known had at the instant of all access, in every application that ever reported, by their keys. Like everything that
    /// was observed it goes by our clock: up to the position of the reading.
    /// </summary>
    /// <param name="all">Whose places of entitlements the answer uses, of the same reading.</param>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public IReadOnlyList<UnownedAccess> UnownedAccess(AccessOfAll all, Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(all);
        RequireOneState(reading);
        var (question, found) = (Observing(reading, null), new List<UnownedAccess>());
        foreach (var source in index.Observed.Sources)
        {
            foreach (var account in UnownedAt(source, all.At, reading.Position))
            {
                cancellation.ThrowIfCancellationRequested();
                found.Add(new(new(source.Application), account.Key, [.. Defined(question.HeldByNobody(account, all.At), all)]));
            }
        }
        found.Sort((a, b) => a.Account.CompareTo(b.Account));
        return found;
    }

    /// <summary>Of accounts that belong, or belonged, to nobody known, the positions of the reports that name them first; others are missing.</summary>
    public IReadOnlyDictionary<Guid, long> UnownedReportedAt(AppId application, IReadOnlySet<Guid> accounts, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(reading);
        var reported = new Dictionary<Guid, long>();
        if (index.Observed.Source(application.Value) is not { } source)
            return reported;
        foreach (var key in accounts)
        {
            if (source.Accounts.TryGetValue(key, out var account) && FirstUnowned(account) is var at && at <= reading.Position)
                reported[key] = at;
        }
        return reported;
    }

    private static long FirstUnowned(ObservedAccount account)
    {
        foreach (var fact in account.Facts.Published)
        {
            if (fact is { Owner: null, Entitlement: null })
                return fact.Span.OpenedAt;
        }
        return long.MaxValue;
    }

    private static HashSet<ObservedAccount> UnownedAt(ObservedSource source, Instant at, long position)
    {
        var accounts = new HashSet<ObservedAccount>();
        foreach (var fact in source.Orphans.Published)
        {
            if (fact.Span.At(position) is { } validity && validity.Contains(at))
                accounts.Add(fact.Account);
        }
        return accounts;
    }

    private IEnumerable<UnownedHolding> Defined(IEnumerable<UnownedHold> holds, AccessOfAll all)
    {
        foreach (var hold in holds)
        {
            if (index.Entitlements.Find(hold.Entitlement) is { } node && all.PlaceOf(node.Ordinal) is var place and >= 0)
                yield return hold.Build(place);
        }
    }
}
