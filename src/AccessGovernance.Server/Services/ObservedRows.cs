using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services;

/// <summary>Rows of a report, parsed and checked one by one: what is wrong with a row concerns that row alone.</summary>
/// <param name="Fingerprint">Keyed, of everything that was sent; logins count by their keys.</param>
/// <param name="Unmatched">Accounts whose owners are not registered, and that are of nobody known therefore.</param>
public sealed record ParsedPart(ReportPart Command, Guid Fingerprint, IReadOnlyList<RefusedRow> Refused, int Unmatched);

/// <summary>Which sync a part belongs to, and what is known while it is parsed.</summary>
public sealed record PartOf(Guid Sync, AppId Application, Domain.Observations.SyncKind Kind, Reading Reading);

/// <summary>Turns parts of a report into commands: accounts become keyed hashes, and what they are called becomes personal text.</summary>
public sealed class ObservedRows(Fingerprints fingerprints, KeyStore keys, HistoryReader history, DirectoryReader directory, NodeClock clock)
{
    public const int MaxRows = 200;
    public const int MaxBytes = 120_000;
    private const int MaxHoldings = 5_000;

    /// <exception cref="InvalidRequestException">The part as a whole is out of bounds: nothing of it is recorded.</exception>
    public ParsedPart Parse(PartOf sync, SyncPart part)
    {
        RequireBounds(part);
        var refused = new List<RefusedRow>();
        var asked = new Asking(sync.Application, sync.Reading, clock.Now);
        var accounts = new SentAccounts(sync.Application, part, fingerprints, keys);
        for (var i = 0; i < part.Accounts.Count; i++)
            Try(i, refused, at => accounts.Add(at, Account($"accounts[{at}]", part.Accounts[at], asked)));
        var nestings = new Dictionary<EntitlementId, ObservedNesting>();
        for (var i = 0; i < part.Nestings.Count; i++)
            Try(i, refused, at => Add(nestings, Nesting($"nestings[{at}]", part.Nestings[at], asked), $"nestings[{at}].entitlement", n => n.Entitlement));
        accounts.Key();
        var nameless = sync.Kind == Domain.Observations.SyncKind.Delta
            ? new NamelessAccounts(sync.Application, sync.Reading, history, directory) : null;
        var keyed = accounts.Keyed(nameless, (row, problem) => refused.Add(Refusal(row, problem)));
        var command = new ReportPart(sync.Sync, part.Number, keyed, [.. nestings.Values], refused.Count) { Matches = News(accounts.Matches(CalledSo)) };
        return new ParsedPart(command, accounts.Fingerprint(), refused, asked.Unmatched);
    }

    private static void RequireBounds(SyncPart part)
    {
        if (part.Number is < 1 or > ObservedApplication.MaxParts)
            throw new InvalidRequestException("part.number", $"must be 1 to {ObservedApplication.MaxParts}");
        if (part.Accounts.Count + part.Nestings.Count is < 1 or > MaxRows)
            throw new InvalidRequestException("part.accounts", $"must be, with nestings, 1 to {MaxRows}");
        if (part.CalculateSize() > MaxBytes)
            throw new InvalidRequestException("part", $"must be at most {MaxBytes} bytes; send more parts");
    }

    // By login and mail, which are found in any case, and by id, as it is and in one case.
    private IEnumerable<IdentityId> CalledSo(string login) => keys.Lookups.Find("login", login).Concat(keys.Lookups.Find("mail", login)).Concat(
        new[] { login, login.ToLowerInvariant(), login.ToUpperInvariant() }.Distinct().Select(l => new IdentityId(l))
            .Where(i => directory.Identity(i, clock.Now) is { Forgotten: false }));

    // What the directory knows is recorded already.
    private ImmutableArray<MatchedLogin> News(IEnumerable<MatchedLogin> matches) =>
        [.. matches.Where(m => !directory.LoginsOf(m.Identity).Contains(m.Account))];

    private static RefusedRow Refusal(int row, InvalidRequestException problem) =>
        new() { Index = row, Field = problem.Field, Message = problem.Problem };

    private static void Try(int row, List<RefusedRow> refused, Action<int> parse)
    {
        try
        {
            parse(row);
        }
        catch (InvalidRequestException e)
        {
            refused.Add(Refusal(row, e));
        }
    }

    private static void Add<TKey, TRow>(Dictionary<TKey, TRow> to, TRow row, string field, Func<TRow, TKey> key)
        where TKey : notnull
    {
        if (!to.TryAdd(key(row), row))
            throw new InvalidRequestException(field, "is in this part already");
    }

    private Domain.Observations.ObservedAccount Account(string field, ReportedAccount row, Asking asked)
    {
        var login = Names.Raw(field + ".account", row.Account);
        var owner = Owner(field + ".identity", row.Identity, asked);
        if (row.Holds.Count > MaxHoldings)
            throw new InvalidRequestException(field + ".holds", $"must be at most {MaxHoldings}");
        if (row.Gone && row.Holds.Count > 0)
            throw new InvalidRequestException(field + ".gone", "must not be true of an account that holds something");
        var holds = new Dictionary<EntitlementId, ObservedGrant>();
        for (var i = 0; i < row.Holds.Count; i++)
        {
            var at = $"{field}.holds[{i}]";
            var entitlement = Entitlement(at + ".entitlement", row.Holds[i].Entitlement, asked);
            Add(holds, new ObservedGrant(entitlement, LastUsed(at, row.Holds[i].LastUsed, asked)), at + ".entitlement", h => h.Entitlement);
        }
        var used = LastUsed(field, row.LastUsed, asked);
        return new(Guid.Empty, owner, PersonalText.Plain(RetentionClass.Evidence, login), row.Gone, used, [.. holds.Values]);
    }

    private ObservedNesting Nesting(string field, ReportedNesting row, Asking asked)
    {
        if (row.Contains.Count > MaxHoldings)
            throw new InvalidRequestException(field + ".contains", $"must be at most {MaxHoldings}");
        var entitlement = Entitlement(field + ".entitlement", row.Entitlement, asked);
        return new(entitlement, [.. row.Contains.Select((name, i) => Entitlement($"{field}.contains[{i}]", name, asked)).Distinct()]);
    }

    // Who is not registered is nobody known; their accounts are there all the same.
    private IdentityId? Owner(string field, string name, Asking asked)
    {
        if (name.Length == 0)
            return null;
        var identity = Names.Identity(field, name);
        if (history.IsRegistered(identity, asked.Reading))
            return identity;
        asked.Unmatched++;
        return null;
    }

    private EntitlementId Entitlement(string field, string name, Asking asked)
    {
        var entitlement = Names.Entitlement(field, name);
        var of = history.ApplicationOf(entitlement, asked.Now, asked.Reading);
        return of is null || of == asked.Application ? entitlement
            : throw new InvalidRequestException(field, "belongs to another application");
    }

    private static Instant? LastUsed(string field, Google.Protobuf.WellKnownTypes.Timestamp? time, Asking asked)
    {
        if (time is null)
            return null;
        var at = Times.Parse(field + ".last_used", time);
        return at <= asked.Now.Plus(DecisionContext.ClockTolerance) ? at : throw new InvalidRequestException(field + ".last_used", "lies in the future");
    }

    private sealed record Asking(AppId Application, Reading Reading, Instant Now)
    {
        public int Unmatched { get; set; }
    }
}
