using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Engines;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Histories;

/// <summary>One fact as known at the end: ordinals of who or what has what, and [from, until) in milliseconds.</summary>
internal readonly record struct FactRow(int Subject, int Object, long From, long Until);

/// <summary>
/// A history as a database would keep it for the present state of knowledge: one row for each grant and conferral, ended by what ended it,
/// terminations included. Made from the entries as they pass.
/// </summary>
internal sealed class FactTable(int capacity)
{
    private readonly List<FactRow> grants = new(capacity);
    private readonly List<long> positions = new(capacity);
    private readonly List<FactRow> conferrals = [];
    private readonly Dictionary<Guid, int> grantOrdinals = new(capacity);
    private readonly Dictionary<Guid, int> conferralOrdinals = [];
    private readonly Dictionary<int, Terminations> terminations = [];
    private string lastStream = "";
    private int lastIdentity;

    public Ordinals Identities { get; } = new();

    public Ordinals Entitlements { get; } = new();

    public IReadOnlyList<FactRow> Conferrals => conferrals;

    /// <summary>The facts of a made-up history.</summary>
    public static FactTable Of(HistoryShape shape, ulong seed)
    {
        var (history, facts, entries) = (new MadeUpHistory(shape, seed), new FactTable(shape.Facts), new List<HistoryEntry>());
        while (history.TryNext(entries))
        {
            foreach (var entry in entries)
                facts.See(entry);
            entries.Clear();
        }
        return facts;
    }

    /// <summary>A question with the ordinals of what it is about.</summary>
    public AskedQuestion Asked(Question q) => new(q.Identity.Value, Identities.Of(q.Identity.Value), q.Entitlement.Value,
        Entitlements.Of(q.Entitlement.Value), q.At.Milliseconds, q.Conferred);

    public void See(in HistoryEntry entry)
    {
        switch (entry.What)
        {
            case IdentityEvent what: See(what, IdentityOf(entry.Stream), entry.Position); break;
            case ConferralAdded e:
                Open(conferrals, conferralOrdinals, e.Conferral.Value, new(
                    Entitlements.Of(e.From.Value), Entitlements.Of(e.To.Value), e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds));
                break;
            case ConferralEnded e: End(conferrals, conferralOrdinals[e.Conferral.Value], e.At.Milliseconds); break;
            case ConferralVoided e: End(conferrals, conferralOrdinals[e.Conferral.Value], long.MinValue); break;
        }
    }

    /// <summary>Rows of grants that ever held; to be asked for once everything has passed.</summary>
    public IEnumerable<FactRow> Grants()
    {
        for (var i = 0; i < grants.Count; i++)
        {
            var ended = terminations.TryGetValue(grants[i].Subject, out var terminated) ? terminated.Cut(grants[i], positions[i]) : [grants[i]];
            foreach (var row in ended.Where(row => row.From < row.Until))
                yield return row;
        }
    }

    private void See(IdentityEvent what, int identity, long position)
    {
        switch (what)
        {
            case AccessGranted e:
                positions.Add(position);
                Open(grants, grantOrdinals, e.Grant.Value, new(
                    identity, Entitlements.Of(e.Entitlement.Value), e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds));
                break;
            case AccessRevoked e: End(grants, grantOrdinals[e.Grant.Value], e.At.Milliseconds); break;
            case GrantVoided e: End(grants, grantOrdinals[e.Grant.Value], long.MinValue); break;
            case GrantCorrected e:
                var at = grantOrdinals[e.Grant.Value];
                grants[at] = grants[at] with { From = e.Validity.From.Milliseconds, Until = e.Validity.Until.Milliseconds };
                break;
            case IdentityTerminated or TerminationWithdrawn or IdentityReinstated:
                if (!terminations.TryGetValue(identity, out var terminated))
                    terminations[identity] = terminated = new Terminations();
                terminated.See(what, position);
                break;
        }
    }

    private int IdentityOf(string stream)
    {
        if (stream == lastStream)
            return lastIdentity;
        lastStream = stream;
        return lastIdentity = Identities.Of(StreamNames.IdentityOf(stream)!.Value.Value);
    }

    private static void Open(List<FactRow> rows, Dictionary<Guid, int> ordinals, Guid id, FactRow row)
    {
        ordinals[id] = rows.Count;
        rows.Add(row);
    }

    private static void End(List<FactRow> rows, int ordinal, long until) => rows[ordinal] = rows[ordinal] with { Until = until };
}

/// <summary>Names by the order of their first occurrence.</summary>
internal sealed class Ordinals
{
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => byName.Keys;

    public int Of(string name)
    {
        if (byName.TryGetValue(name, out var ordinal))
            return ordinal;
        return byName[name] = byName.Count;
    }
}

/// <summary>When an identity was terminated, and what lifted it.</summary>
internal sealed class Terminations
{
    private readonly List<(long Position, long At, long Lifted)> all = [];

    public void See(IdentityEvent what, long position)
    {
        switch (what)
        {
            case IdentityTerminated e: all.Add((position, e.At.Milliseconds, long.MaxValue)); break;
            case TerminationWithdrawn e: all.RemoveAll(t => t.At == e.At.Milliseconds); break;
            case IdentityReinstated e:
                for (var i = 0; i < all.Count; i++)
                {
                    if (e.From.Milliseconds > all[i].At)
                        all[i] = all[i] with { Lifted = Math.Min(all[i].Lifted, e.From.Milliseconds) };
                }
                break;
        }
    }

    /// <summary>What is left of a grant: ended by terminations recorded after it, without the time in which others were in effect.</summary>
    public IEnumerable<FactRow> Cut(FactRow row, long position)
    {
        List<FactRow> left = [row];
        foreach (var (recorded, at, lifted) in all)
        {
            left = [.. left.SelectMany(part => new[]
            {
                part with { Until = Math.Min(part.Until, at) },
                part with { From = Math.Max(part.From, recorded > position ? long.MaxValue : lifted) },
            }).Where(part => part.From < part.Until)];
        }
        return left;
    }
}
