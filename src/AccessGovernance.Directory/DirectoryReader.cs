using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;

namespace AccessGovernance.Directory;

/// <summary>
/// Answers who and what exists, at the position that the directory has read up to. Safe for many readers; lists are cut at a named limit
/// and continued after the last id. What chooses among entries is asked while writing waits: it must be quick, and ask the directory nothing.
/// </summary>
public sealed class DirectoryReader : IDisposable
{
    public const int MaxPage = 1_000;

    /// <summary>Entries that one search goes through: writing waits no longer than that takes.</summary>
    public const int MaxSearched = 10_000;

    private readonly GuardedModel<DirectoryModel> guarded = new(new());

    public IdentityRecord? Identity(IdentityId id, Instant now) =>
        Read(m => m.Identities.TryGetValue(id.Value, out var entry) ? ToRecord(entry, now) : null);

    /// <summary>Some identities at once, in the order of their ids as given; null for one that is not known.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxSearched"/>.</exception>
    public IdentityRecord?[] Identities(IReadOnlyList<IdentityId> ids, Instant now)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count > MaxSearched)
            throw new ArgumentException($"At most {MaxSearched} identities are read at once.", nameof(ids));
        return Read(m => ids.Select(id => m.Identities.TryGetValue(id.Value, out var entry) ? ToRecord(entry, now) : null).ToArray());
    }

    /// <summary>True for an identity that is suspended or terminated now: it may not act.</summary>
    public bool IsBarred(IdentityId id, Instant now) => Read(m => m.Identities.TryGetValue(id.Value, out var entry)
        && (entry.Status.IsTerminatedAt(now) || entry.Status.IsSuspendedAt(now)));

    /// <summary>
    /// Persons that an identity belonged to, or was owned by, at an instant or at any time since. Of an account of nobody known
    /// (<see cref="UnownedLogin"/>) those of the identities that it is called like.
    /// </summary>
    public ImmutableArray<PersonId> PersonsOf(IdentityId id, Instant since) => Read(m => UnownedLogin.Is(id)
        ? [.. CalledLike(m, UnownedLogin.AccountOf(id)).SelectMany(i => PersonsOf(m, i, since)).Distinct()]
        : PersonsOf(m, id.Value, since));

    public IReadOnlyList<IdentityRecord> Identities(string after, int limit, Instant now) =>
        Read(m => Page(m.Identities, after, limit, (_, entry) => ToRecord(entry, now)));

    /// <summary>Of the next <see cref="MaxSearched"/> identities those that are wanted, up to a limit.</summary>
    public Found<IdentityRecord> FindIdentities(string after, int limit, Instant now, Func<IdentityRecord, bool> wanted) =>
        Read(m => Search(m.Identities, after, limit, (_, entry) => ToRecord(entry, now) is var record && wanted(record) ? record : null));

    public EntitlementRecord? Entitlement(EntitlementId id, Instant now) =>
        Read(m => m.Entitlements.TryGetValue(id.Value, out var found) && found.IsDefined ? ToRecord(id.Value, found, now) : null);

    /// <summary>What decides about access to an entitlement; null when it is not defined.</summary>
    public EntitlementFacts? FactsOf(EntitlementId id, Instant now) =>
        Read(m => m.Entitlements.TryGetValue(id.Value, out var found) && found.IsDefined ? found.Facts(now) : null);

    public IReadOnlyList<EntitlementRecord> Entitlements(string after, int limit, Instant now, Func<AppId, bool> wanted) =>
        Read(m => Page(m.Entitlements, after, limit, (id, e) => e.IsDefined && wanted(e.ApplicationAt(now)) ? ToRecord(id, e, now) : null));

    /// <summary>Of the next <see cref="MaxSearched"/> entitlements those that are wanted, judged with their applications, up to a limit.</summary>
    public Found<EntitlementRecord> FindEntitlements(
        string after, int limit, Instant now, Func<AppId, bool> within, Func<EntitlementRecord, ApplicationRecord?, bool> wanted) =>
        Read(m => Search(m.Entitlements, after, limit, (id, e) =>
        {
            if (!e.IsDefined)
                return null;
            var app = e.ApplicationAt(now);
            if (!within(app))
                return null;
            var application = m.Applications.TryGetValue(app.Value, out var found) ? ToRecord(app.Value, found) : null;
            return ToRecord(id, e, now) is var record && wanted(record, application) ? record : null;
        }));

    public ApplicationRecord? Application(AppId id) =>
        Read(m => m.Applications.TryGetValue(id.Value, out var found) ? ToRecord(id.Value, found) : null);

    public IReadOnlyList<ApplicationRecord> Applications(string after, int limit, Func<AppId, bool> wanted) =>
        Read(m => Page(m.Applications, after, limit, (id, a) => wanted(new AppId(id)) ? ToRecord(id, a) : null));

    public IReadOnlyList<ConferralRecord> Conferrals(EntitlementId? at, Guid after, int limit) =>
        Read(m => m.Conferrals.Values
            .Where(c => c.Id.Value.CompareTo(after) > 0 && (at is not { } end || c.From == end || c.To == end)).Take(limit).ToList());

    /// <summary>Identities that were forgotten: their keys are destroyed again at start and after a restore.</summary>
    public IReadOnlyList<IdentityId> Forgotten() =>
        Read(m => m.Identities.Values.Where(i => i.Forgotten).Select(i => i.Id).ToList());

    /// <summary>Accounts of nobody known that are called as accounts of the identity are, or were: their keys are destroyed with its own.</summary>
    public IReadOnlyList<Guid> LoginsOf(IdentityId id) =>
        Read(m => m.MatchedLogins.TryGetValue(id.Value, out var accounts) ? accounts.ToList() : []);

    /// <summary>Identities of which an account is, or was, called like an account of nobody known, in the order in which that was found out.</summary>
    public IReadOnlyList<IdentityRecord> CalledLike(Guid account, Instant now) => Read(m =>
        CalledLike(m, account).Select(i => m.Identities.TryGetValue(i, out var entry) ? ToRecord(entry, now) : null).OfType<IdentityRecord>().ToList());

    public void Dispose() => guarded.Dispose();

    internal void Write(Action<DirectoryModel> change) => guarded.Write(change);

    private static ImmutableArray<PersonId> PersonsOf(DirectoryModel model, string id, Instant since) => model.Identities.TryGetValue(id, out var entry)
        ? [.. entry.Links.Values.Where(l => !l.Validity.IsEmpty && l.Validity.Until > since).Select(l => l.Person).Distinct()]
        : [];

    private static List<string> CalledLike(DirectoryModel model, Guid account) => model.CalledLike.GetValueOrDefault(account) ?? [];

    private T Read<T>(Func<DirectoryModel, T> read) => guarded.Read(read);

    private static List<TRecord> Page<T, TRecord>(
        SortedDictionary<string, T> all, string after, int limit, Func<string, T, TRecord?> select)
        where TRecord : class
    {
        var page = new List<TRecord>();
        foreach (var (id, value) in all)
        {
            if (string.CompareOrdinal(id, after) <= 0 || select(id, value) is not { } record)
                continue;
            page.Add(record);
            if (page.Count == limit)
                break;
        }
        return page;
    }

    private static Found<TRecord> Search<T, TRecord>(
        SortedDictionary<string, T> all, string after, int limit, Func<string, T, TRecord?> select)
        where TRecord : class
    {
        var (rows, searched) = (new List<TRecord>(), 0);
        foreach (var (id, value) in all)
        {
            if (string.CompareOrdinal(id, after) <= 0)
                continue;
            if (select(id, value) is { } record)
                rows.Add(record);
            if (rows.Count == limit || ++searched == MaxSearched)
                return new(rows, id);
        }
        return new(rows, null);
    }

    private static IdentityRecord ToRecord(IdentityEntry entry, Instant now)
    {
        // Of most nothing was ever recorded, which is told sooner than worked out.
        var hasStatus = entry.Status.Facts.Count > 0;
        var terminations = hasStatus ? entry.Status.Terminations().Where(t => t.Until > now).Select(t => t.From).ToList() : [];
        return new IdentityRecord(entry.Id, entry.Kind, entry.Synthetic, entry.Forgotten, entry.Holds.Count > 0)
        {
            Suspended = hasStatus && entry.Status.IsSuspendedAt(now),
            Terminated = hasStatus && entry.Status.IsTerminatedAt(now),
            TerminatedAt = terminations.Count > 0 ? terminations.MinBy(t => t.Milliseconds) : null,
            Attributes = entry.AttributesAt(now),
            Links = [.. entry.Links],
        };
    }

    private static EntitlementRecord ToRecord(string id, Entitlement e, Instant now) =>
        new(new EntitlementId(id), e.Kind, e.ApplicationAt(now), e.Profile, e.Capacity, e.RetiredAt);

    private static ApplicationRecord ToRecord(string id, Application a) =>
        new(new AppId(id), a.DisplayName, a.Owner, a.GovernedFrom, a.Fulfilment);
}
