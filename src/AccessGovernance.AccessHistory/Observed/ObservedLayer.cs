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
    // What one fact takes with its places in lists, about.
    private const int AboutFactBytes = 200;

    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ObservedSource> sources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Postings<ObservedFact>> byIdentity = new(StringComparer.Ordinal);
    private int facts;

    public int Count => Volatile.Read(ref facts);

    public long Bytes => (long)Count * AboutFactBytes;

    public ObservedSource? Source(string application) => sources.GetValueOrDefault(application);

    public IEnumerable<ObservedSource> Sources => sources.Select(s => s.Value);

    public ReadOnlySpan<ObservedFact> OfIdentity(string id) => byIdentity.TryGetValue(id, out var found) ? found.Published : default;

    /// <summary>Applies what an application reported.</summary>
    /// <returns>False for what does not follow from what it reported before.</returns>
    public bool Apply(ObservationEvent what, AppId application, long position)
    {
        var source = sources.GetOrAdd(application.Value, static id => new ObservedSource(id));
        if (what is SyncStarted started)
        {
            source.Syncs.Add(new(started.Sync, started.Kind, started.TakenAt, position));
            return true;
        }
        if (source.Syncs.IsEmpty || source.Syncs.Published[^1] is not { Ending: null } sync)
            return false;
        switch (what)
        {
            case PartReported e when e.Sync == sync.Id:
                var moment = new Moment(source, sync.TakenAt, position);
                foreach (var account in e.Accounts)
                    Report(account, moment);
                foreach (var nesting in e.Nestings)
                    Report(nesting, moment);
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
            moment.Source.Accounts[reported.Key] = account = new(moment.Source, reported.Key);
        account.SeenIn = moment.Sync;
        var owner = reported.Identity is { } identity ? Text(identity.Value) : null;
        var wanted = new Dictionary<string, Instant?>(StringComparer.Ordinal);
        foreach (var held in reported.Holds)
            wanted[held.Entitlement.Value] = held.LastUsed;
        var isThere = false;
        foreach (var fact in account.Facts.Published)
        {
            if (!fact.IsOpen)
                continue;
            if (reported.Gone || fact.Owner != owner || (fact.Entitlement is { } lost && !wanted.ContainsKey(lost)))
            {
                fact.Close(moment.At, moment.Position);
                continue;
            }
            isThere |= fact.Entitlement is null;
            if (fact.Entitlement is { } kept && wanted.Remove(kept, out var used))
                fact.Used(used ?? reported.LastUsed, moment.Position);
            else
                fact.Used(reported.LastUsed, moment.Position);
        }
        if (!isThere && !reported.Gone)
            Open(account, owner, null, moment).Used(reported.LastUsed, moment.Position);
        foreach (var (entitlement, used) in wanted)
            Open(account, owner, Text(entitlement), moment).Used(used ?? reported.LastUsed, moment.Position);
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
        if (fact is { Entitlement: not null, Owner: { } owner })
            byIdentity.GetOrAdd(owner, static _ => new()).Add(fact);
    }

    private void Report(ObservedNesting reported, in Moment moment)
    {
        var entitlement = Text(reported.Entitlement.Value);
        if (!moment.Source.Parents.TryGetValue(entitlement, out var parent))
            moment.Source.Parents[entitlement] = parent = new(moment.Source, entitlement);
        parent.SeenIn = moment.Sync;
        var wanted = reported.Contains.Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var edge in parent.Edges.Published)
        {
            if (edge.IsOpen && !wanted.Remove(edge.Child))
                edge.Close(moment.At, moment.Position);
        }
        foreach (var child in wanted)
            parent.Source.Enter(new ObservedEdge(parent, Text(child), new(moment.At, moment.Position)));
    }

    private static void CloseUnseen(in Moment moment)
    {
        foreach (var account in moment.Source.Accounts.Values)
        {
            if (account.SeenIn == moment.Sync)
                continue;
            foreach (var fact in account.Facts.Published)
            {
                if (fact.IsOpen)
                    fact.Close(moment.At, moment.Position);
            }
        }
        foreach (var parent in moment.Source.Parents.Values)
        {
            foreach (var edge in parent.Edges.Published)
            {
                if (edge.IsOpen && parent.SeenIn != moment.Sync)
                    edge.Close(moment.At, moment.Position);
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
