using System.Collections.Concurrent;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>
/// What target systems reported, apart from everything that was decided: nothing of it is looked at by questions about that. One writer applies
/// reports in log order; readers never lock, and look at nothing past the position that they read at.
/// </summary>
internal sealed partial class ObservedLayer
{
    // What each takes with its places in lists and look-ups, about.
    private const int AboutFactBytes = 240, AboutAccountBytes = 220, AboutEdgeBytes = 160, AboutSyncBytes = 200, UseBytes = 24;

    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ObservedSource> sources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Postings<ObservedFact>> byIdentity = new(StringComparer.Ordinal);
    private int facts;
    private long bytes;

    /// <summary>Accounts, and what they hold: as often as they came.</summary>
    public int Facts => Volatile.Read(ref facts);

    /// <summary>Memory, about: facts, accounts, nestings, syncs and uses.</summary>
    public long Bytes => Volatile.Read(ref bytes);

    public ObservedSource? Source(string application) => sources.GetValueOrDefault(application);

    public IEnumerable<ObservedSource> Sources => sources.Select(s => s.Value);

    public ReadOnlySpan<ObservedFact> OfIdentity(string id) => byIdentity.TryGetValue(id, out var found) ? found.Published : default;

    /// <summary>Applies what an application reported.</summary>
    /// <param name="isBy">Whether it was recorded for the same actor as an earlier position.</param>
    /// <returns>False for what does not follow from what it reported before.</returns>
    public bool Apply(ObservationEvent what, AppId application, long position, Func<long, bool> isBy)
    {
        var source = sources.GetOrAdd(application.Value, static id => new ObservedSource(id));
        if (what is SyncStarted started)
        {
            source.Syncs.Add(new(started.Sync, started.Kind, started.TakenAt, position, started.Reason));
            Count(AboutSyncBytes);
            return true;
        }
        if (source.Syncs.IsEmpty || source.Syncs.Published[^1] is not { Ending: null } sync)
            return false;
        if (!isBy(sync.StartedAt))
            sync.AlsoReportedAt(position);
        switch (what)
        {
            case PartReported e when e.Sync == sync.Id:
                var moment = new Moment(source, sync.TakenAt, position);
                foreach (var account in e.Accounts)
                    Report(account, moment);
                foreach (var nesting in e.Nestings)
                    Report(nesting, moment);
                return true;
            case LoginsMatched e when e.Sync == sync.Id:
                return true;
            case SyncEnded e when e.Sync == sync.Id:
                if (sync.Kind == SyncKind.Full && e.Outcome == SyncOutcome.Complete)
                    CloseUnseen(new(source, sync.TakenAt, position));
                source.End(sync, new(e.Outcome, position, e.Accounts, e.Holdings, e.Refused));
                return true;
            default: return false;
        }
    }

    private void Report(Domain.Observations.ObservedAccount reported, in Moment moment)
    {
        if (!moment.Source.Accounts.TryGetValue(reported.Key, out var account))
        {
            moment.Source.Accounts[reported.Key] = account = new(moment.Source, reported.Key);
            Count(AboutAccountBytes);
        }
        var again = account.SeenIn == moment.Sync;
        account.SeenIn = moment.Sync;
        // What one part has, no other part takes away.
        if (again && reported.Gone)
            return;
        var owner = reported.Identity is { } identity ? Text(identity.Value) : null;
        var wanted = new Dictionary<string, Instant?>(StringComparer.Ordinal);
        foreach (var held in reported.Holds)
            wanted[held.Entitlement.Value] = held.LastUsed;
        var isThere = false;
        foreach (var fact in account.Facts.Published)
        {
            if (!fact.Span.IsOpen)
                continue;
            if (reported.Gone || fact.Owner != owner || (!again && fact.Entitlement is { } lost && !wanted.ContainsKey(lost)))
                fact.Span.Close(moment.At, moment.Position);
            else if (fact.Entitlement is null)
                isThere = true;
            else if (wanted.Remove(fact.Entitlement, out var used))
                Use(fact.Uses, used, moment, again);
        }
        if (reported.Gone)
            return;
        Use(account.Uses, reported.LastUsed, moment, again);
        if (!isThere)
            Open(account, owner, null, moment);
        foreach (var (entitlement, used) in wanted)
            Use(Open(account, owner, Text(entitlement), moment).Uses, used, moment, again);
    }

    private void Use(LastUses uses, Instant? at, in Moment moment, bool again)
    {
        var before = uses.Count;
        uses.Report(at, moment.Position, again);
        Count((uses.Count - before) * UseBytes);
    }

    private ObservedFact Open(ObservedAccount account, string? owner, string? entitlement, in Moment moment)
    {
        var fact = new ObservedFact(account, owner, entitlement, new(moment.At, moment.Position));
        Enter(fact);
        return fact;
    }

    private void Enter(ObservedFact fact)
    {
        fact.Account.Source.Enter(fact);
        Volatile.Write(ref facts, facts + 1);
        Count(AboutFactBytes);
        if (fact is { Entitlement: not null, Owner: { } owner })
            byIdentity.GetOrAdd(owner, static _ => new()).Add(fact);
    }

    private void Enter(ObservedEdge edge)
    {
        edge.Parent.Source.Enter(edge);
        Count(AboutEdgeBytes);
    }

    private void Count(long more) => Volatile.Write(ref bytes, bytes + more);

    private void Report(ObservedNesting reported, in Moment moment)
    {
        var entitlement = Text(reported.Entitlement.Value);
        if (!moment.Source.Parents.TryGetValue(entitlement, out var parent))
            moment.Source.Parents[entitlement] = parent = new(moment.Source, entitlement);
        var again = parent.SeenIn == moment.Sync;
        parent.SeenIn = moment.Sync;
        var wanted = reported.Contains.Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var edge in parent.Edges.Published)
        {
            if (edge.Span.IsOpen && !wanted.Remove(edge.Child) && !again)
                edge.Span.Close(moment.At, moment.Position);
        }
        foreach (var child in wanted)
            Enter(new ObservedEdge(parent, Text(child), new(moment.At, moment.Position)));
    }

    private static void CloseUnseen(in Moment moment)
    {
        foreach (var account in moment.Source.Accounts.Values)
        {
            if (account.SeenIn == moment.Sync)
                continue;
            foreach (var fact in account.Facts.Published)
            {
                if (fact.Span.IsOpen)
                    fact.Span.Close(moment.At, moment.Position);
            }
        }
        foreach (var parent in moment.Source.Parents.Values)
        {
            foreach (var edge in parent.Edges.Published)
            {
                if (edge.Span.IsOpen && parent.SeenIn != moment.Sync)
                    edge.Span.Close(moment.At, moment.Position);
            }
        }
    }

    private string Text(string text) => texts.GetOrAdd(text, text);

    /// <summary>When a report was taken, and where it is recorded.</summary>
    private readonly record struct Moment(ObservedSource Source, Instant At, long Position)
    {
        /// <summary>The number of the sync, from 1.</summary>
        public int Sync => Source.Syncs.Published.Length;
    }
}
