using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>What an index applied last, by which it is recognised in a log.</summary>
internal readonly record struct AppliedEvent(long Position, string Stream, long Revision, Instant Stamp);

public sealed partial class HistoryIndex
{
    /// <summary>Whether it stands between two batches and may be saved. For the thread that applies events.</summary>
    internal bool IsWhole => !broken && applied == published;

    /// <summary>Writes everything as it is. For the thread that applies events, between two batches.</summary>
    internal void Save(PageWriter to)
    {
        if (!IsWhole)
            throw new InvalidOperationException("An index is saved whole, between two batches.");
        Identities.Save(to);
        Entitlements.Save(to);
        Persons.Save(to);
        Applications.Save(to);
        Grants.Save(to);
        Conferrals.Save(to);
        Links.Save(to);
        HiddenGrants.Save(to);
        Clock.Save(to);
        Imports.Save(to);
        Causes.Save(to);
        actorAt.Save(to);
        Save(Actors, to);
        behalfAt.Save(to);
        Save(behalves, to);
        streams.SaveOthers(to);
        Observed.Save(to);
    }

    /// <summary>Restores a new index.</summary>
    /// <param name="last">What was applied last.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged; the index is of no use then.</exception>
    internal void Load(PageReader from, AppliedEvent last)
    {
        (lastApplied, applied) = (last, last.Position);
        Identities.Load(from);
        Entitlements.Load(from);
        Persons.Load(from);
        Applications.Load(from);
        Grants.Load(from);
        Conferrals.Load(from);
        Links.Load(from);
        HiddenGrants.Load(from);
        foreach (var grant in HiddenGrants.Published)
            hidden.Add(grant.Row);
        Clock.Load(from);
        Imports.Load(from);
        Causes.Load(from);
        actorAt.Load(from);
        Load(Actors, from);
        behalfAt.Load(from);
        Load(behalves, from);
        streams.LoadOthers(from);
        Observed.Load(from);
        FindConferrals();
        FindPlain();
        _ = Identities.Ranks();
        Volatile.Write(ref published, applied);
    }

    private static void Save(Interned<string> texts, PageWriter to)
    {
        to.Int(texts.Count);
        for (var i = 0; i < texts.Count; i++)
            to.Text(texts[i]);
    }

    private static void Load(Interned<string> texts, PageReader from)
    {
        for (var left = from.Count(); left > 0; left--)
            texts.Intern(from.Text());
    }

    private void FindConferrals()
    {
        for (var i = 0; i < Entitlements.Count; i++)
        {
            Entitlements[i].FindApplication(Applications);
            foreach (var row in Entitlements[i].Incoming)
            {
                conferralRows.Add(row);
                var changed = (int)Conferrals.Newest(row).Position;
                Entitlements[i].ConferralChange = Math.Max(Entitlements[i].ConferralChange, changed);
            }
            lastConferral = Math.Max(lastConferral, Entitlements[i].ConferralChange);
        }
    }

    private void FindPlain()
    {
        for (var i = 0; i < Identities.Count; i++)
        {
            var identity = Identities[i];
            foreach (var link in identity.Links)
            {
                _ = Links.TrySee(link, Visibility.Ours(long.MaxValue), out var version);
                PlainLinks.Link(i, Links[link].Object, version.Validity, version.Mark);
            }
            if (!identity.Status.IsEmpty)
                Suspensions.Change(identity, identity.Status[^1].Mark);
        }
    }
}
