using System.Collections.Immutable;
using System.Text;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Requests;
using Google.Protobuf;

namespace AccessGovernance.Server.Services;

/// <summary>Rows of a report, parsed and checked one by one: what is wrong with a row concerns that row alone.</summary>
/// <param name="Fingerprint">Keyed, of everything that was sent; logins count by their keys.</param>
public sealed record ParsedPart(ReportPart Command, Guid Fingerprint, IReadOnlyList<RefusedRow> Refused);

/// <summary>Turns parts of a report into commands: accounts become keyed hashes, and what they are called becomes personal text.</summary>
public sealed class ObservedRows(Fingerprints fingerprints, KeyStore keys, HistoryReader history, NodeClock clock)
{
    public const int MaxRows = 200;
    public const int MaxBytes = 120_000;
    private const int MaxHoldings = 5_000;

    /// <exception cref="InvalidRequestException">The part as a whole is out of bounds: nothing of it is recorded.</exception>
    public ParsedPart Parse(Guid sync, AppId application, SyncPart part, Reading reading)
    {
        if (part.Number is < 1 or > ObservedApplication.MaxParts)
            throw new InvalidRequestException("part.number", $"must be 1 to {ObservedApplication.MaxParts}");
        if (part.Accounts.Count + part.Nestings.Count is < 1 or > MaxRows)
            throw new InvalidRequestException("part.accounts", $"must be, with nestings, 1 to {MaxRows}");
        if (part.CalculateSize() > MaxBytes)
            throw new InvalidRequestException("part", $"must be at most {MaxBytes} bytes; send more parts");
        var refused = new List<RefusedRow>();
        var asked = new Asking(application, reading, clock.Now);
        var accounts = new Dictionary<Guid, Domain.Observations.ObservedAccount>();
        for (var i = 0; i < part.Accounts.Count; i++)
            Try(i, refused, at => Add(accounts, Account($"accounts[{at}]", part.Accounts[at], asked), $"accounts[{at}].account", a => a.Key));
        var nestings = new Dictionary<EntitlementId, ObservedNesting>();
        for (var i = 0; i < part.Nestings.Count; i++)
            Try(i, refused, at => Add(nestings, Nesting($"nestings[{at}]", part.Nestings[at], asked), $"nestings[{at}].entitlement", n => n.Entitlement));
        var command = new ReportPart(sync, part.Number, Readable(accounts.Values), [.. nestings.Values], refused.Count);
        return new ParsedPart(command, Fingerprint(application, part), refused);
    }

    private static void Try(int row, List<RefusedRow> refused, Action<int> parse)
    {
        try
        {
            parse(row);
        }
        catch (InvalidRequestException e)
        {
            refused.Add(new RefusedRow { Index = row, Field = e.Field, Message = e.Problem });
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
        return new(KeyOf(asked.Application, login), Owner(field + ".identity", row.Identity, asked.Reading),
            PersonalText.Plain(RetentionClass.Evidence, login), row.Gone, LastUsed(field, row.LastUsed, asked), [.. holds.Values]);
    }

    private ObservedNesting Nesting(string field, ReportedNesting row, Asking asked)
    {
        if (row.Contains.Count > MaxHoldings)
            throw new InvalidRequestException(field + ".contains", $"must be at most {MaxHoldings}");
        var entitlement = Entitlement(field + ".entitlement", row.Entitlement, asked);
        return new(entitlement, [.. row.Contains.Select((name, i) => Entitlement($"{field}.contains[{i}]", name, asked)).Distinct()]);
    }

    private IdentityId? Owner(string field, string name, Reading reading)
    {
        if (name.Length == 0)
            return null;
        var identity = Names.Identity(field, name);
        return history.IsRegistered(identity, reading) ? identity
            : throw new InvalidRequestException(field, "is not registered; leave it empty for an account of nobody known");
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

    // What belongs to somebody forgotten is still there; what it is called would say who that was.
    private ImmutableArray<Domain.Observations.ObservedAccount> Readable(IReadOnlyCollection<Domain.Observations.ObservedAccount> accounts)
    {
        var owners = accounts.Where(a => a.Identity is not null).Select(a => a.Identity!.Value).Distinct().ToList();
        var forgotten = owners.Count == 0 ? [] : keys.EnsureKeys(owners).ToHashSet();
        return [.. accounts.Select(a => a.Identity is { } owner && forgotten.Contains(owner) ? a with { Login = null } : a)];
    }

    private Guid KeyOf(AppId application, string login) => fingerprints.Of(Encoding.UTF8.GetBytes($"observed account\n{application}\n{login}"));

    private Guid Fingerprint(AppId application, SyncPart part)
    {
        var content = part.Clone();
        foreach (var account in content.Accounts)
            account.Account = KeyOf(application, account.Account).ToString("N");
        return fingerprints.Of(content.ToByteArray());
    }

    private readonly record struct Asking(AppId Application, Reading Reading, Instant Now);
}
