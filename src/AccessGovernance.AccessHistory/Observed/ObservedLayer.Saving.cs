using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.AccessHistory.Observed;

internal sealed partial class ObservedLayer
{
    /// <summary>Writes everything as it is. For the thread that applies events.</summary>
    public void Save(PageWriter to)
    {
        to.Int(sources.Count);
        foreach (var source in sources.Values)
            Save(to, source);
    }

    /// <summary>Restores a new layer.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public void Load(PageReader from)
    {
        for (var left = from.Count(); left > 0; left--)
        {
            var source = new ObservedSource(from.Text());
            sources[source.Application] = source;
            for (var syncs = from.Count(); syncs > 0; syncs--)
                LoadSync(from, source);
            for (var accounts = from.Count(); accounts > 0; accounts--)
                LoadAccount(from, source);
            for (var parents = from.Count(); parents > 0; parents--)
                LoadParent(from, source);
        }
    }

    private static void Save(PageWriter to, ObservedSource source)
    {
        to.Text(source.Application);
        to.Int(source.Syncs.Published.Length);
        foreach (var sync in source.Syncs.Published)
            Save(to, sync);
        to.Int(source.Accounts.Count);
        foreach (var account in source.Accounts.Values)
        {
            to.Items<Guid>([account.Key]);
            to.Int(account.SeenIn);
            account.Uses.Save(to);
            to.Int(account.Facts.Published.Length);
            foreach (var fact in account.Facts.Published)
            {
                to.Text(fact.Owner ?? "");
                to.Text(fact.Entitlement ?? "");
                fact.Span.Save(to);
                fact.Uses.Save(to);
            }
        }
        to.Int(source.Parents.Count);
        foreach (var parent in source.Parents.Values)
        {
            to.Text(parent.Entitlement);
            to.Int(parent.SeenIn);
            to.Int(parent.Edges.Published.Length);
            foreach (var edge in parent.Edges.Published)
            {
                to.Text(edge.Child);
                edge.Span.Save(to);
            }
        }
    }

    private static void Save(PageWriter to, ObservedSync sync)
    {
        to.Items<Guid>([sync.Id]);
        to.Int((int)sync.Kind);
        to.Long(sync.TakenAt.Milliseconds);
        to.Long(sync.StartedAt);
        to.Text(sync.Reason ?? "");
        to.Int((int?)sync.Ending?.Outcome ?? 0);
        if (sync.Ending is { } how)
            to.Items<long>([how.Position, how.Accounts, how.Holdings, how.Refused]);
        to.Int(sync.ByOthers.Published.Length);
        to.Items(sync.ByOthers.Published);
    }

    private void LoadSync(PageReader from, ObservedSource source)
    {
        var id = LoadGuid(from);
        var sync = new ObservedSync(id, (SyncKind)from.Int(), new(from.Long()), from.Long(), from.Text() is { Length: > 0 } reason ? reason : null);
        if (from.Int() is var outcome and not 0)
            source.End(sync, new((SyncOutcome)outcome, from.Long(), from.Long(), from.Long(), from.Long()));
        for (var others = from.Count(); others > 0; others--)
            sync.AlsoReportedAt(from.Long());
        source.Syncs.Add(sync);
        Count(AboutSyncBytes);
    }

    private void LoadAccount(PageReader from, ObservedSource source)
    {
        var account = new ObservedAccount(source, LoadGuid(from)) { SeenIn = from.Int() };
        source.Accounts[account.Key] = account;
        account.Uses.Load(from);
        Count(AboutAccountBytes);
        for (var left = from.Count(); left > 0; left--)
        {
            var (owner, entitlement) = (LoadText(from), LoadText(from));
            var fact = new ObservedFact(account, owner, entitlement, ObservedSpan.Load(from));
            fact.Uses.Load(from);
            Enter(fact);
            Count(fact.Uses.Count * UseBytes);
        }
        Count(account.Uses.Count * UseBytes);
    }

    private void LoadParent(PageReader from, ObservedSource source)
    {
        var parent = new ObservedParent(source, Text(from.Text())) { SeenIn = from.Int() };
        source.Parents[parent.Entitlement] = parent;
        for (var left = from.Count(); left > 0; left--)
        {
            var child = Text(from.Text());
            Enter(new ObservedEdge(parent, child, ObservedSpan.Load(from)));
        }
    }

    private string? LoadText(PageReader from) => from.Text() is { Length: > 0 } text ? Text(text) : null;

    private static Guid LoadGuid(PageReader from)
    {
        Span<Guid> one = stackalloc Guid[1];
        from.Items(one);
        return one[0];
    }
}
