using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Gathers the records about one identity that a reading sees, after a position.</summary>
internal sealed class TimelineFinding(HistoryIndex index, Reading reading, long after)
{
    private readonly List<TimelineEntry> entries = [];

    /// <param name="only">Of grants, those of this entitlement, and no links; null for everything.</param>
    public List<TimelineEntry> Find(IdentityNode identity, EntitlementNode? only)
    {
        if (Sees(identity.Registered))
            entries.Add(Entry(identity.Registered, TimelineChange.Registered));
        foreach (var record in identity.Status)
        {
            if (Sees(record.Mark))
                entries.Add(Entry(record.Mark, ChangeOf(record.Change)) with { At = record.At });
        }
        foreach (var grant in identity.Grants.Published)
        {
            if (only is null || index.Grants.OwnerOf(grant) == only.Ordinal)
                AddGrant(grant);
        }
        foreach (var link in only is null ? identity.Links : [])
            AddLink(link);
        entries.Sort((a, b) => a.Position.CompareTo(b.Position));
        return entries;
    }

    private void AddGrant(int grant)
    {
        foreach (var version in index.Grants.VersionsOf(grant))
        {
            var mark = version.Mark;
            if (!Sees(mark))
                continue;
            entries.Add(Entry(mark, ChangeOf(version.Change)) with
            {
                Validity = version.Validity,
                Grant = new GrantId(index.Grants.IdOf(grant)),
                Entitlement = new EntitlementId(index.Entitlements[index.Grants.OwnerOf(grant)].Id),
                Cause = index.Causes.At(index.Grants.OpenedAt(grant)),
            });
        }
    }

    private void AddLink(int link)
    {
        foreach (var version in index.Links.VersionsOf(link))
        {
            var mark = version.Mark;
            if (!Sees(mark))
                continue;
            ref readonly var fact = ref index.Links[link];
            entries.Add(Entry(mark, version.Change == FactChange.Opened ? TimelineChange.Linked : TimelineChange.LinkEnded) with
            {
                Validity = version.Validity,
                Link = new LinkId(fact.Id),
                Person = new LinkedPerson(new PersonId(index.Persons.IdOf(fact.Object)), fact.Role),
            });
        }
    }

    private bool Sees(in Mark mark) => mark.Position > after && reading.Seen.Sees(mark);

    private TimelineEntry Entry(in Mark mark, TimelineChange change) => new()
    {
        Position = mark.Position,
        RecordedAt = index.Clock.TimeAt(mark.Position),
        Actor = index.ActorAt(mark.Position),
        Change = change,
        Import = mark.Imported ? ProvenanceOf(index.Imports.At(mark.Position)) : null,
    };

    private Provenance ProvenanceOf(in ImportMark import)
    {
        var block = index.Imports.Block(import.Block);
        return new Provenance(block.Source, block.FileHash, block.Block, import.Row, new Instant(import.SourceTime));
    }

    private static TimelineChange ChangeOf(FactChange change) => change switch
    {
        FactChange.Opened => TimelineChange.Granted,
        FactChange.Ended => TimelineChange.Revoked,
        FactChange.Corrected => TimelineChange.Corrected,
        FactChange.Voided => TimelineChange.Voided,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static TimelineChange ChangeOf(StatusChange change) => change switch
    {
        StatusChange.Suspended => TimelineChange.Suspended,
        StatusChange.Resumed => TimelineChange.Resumed,
        StatusChange.Terminated => TimelineChange.Terminated,
        StatusChange.TerminationWithdrawn => TimelineChange.TerminationWithdrawn,
        StatusChange.Reinstated => TimelineChange.Reinstated,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
