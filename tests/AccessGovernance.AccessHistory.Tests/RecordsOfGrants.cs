using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Who recorded what access rests on, for whom, and by which approval: as known at a position, and from a saved index too.</summary>
public sealed class RecordsOfGrants : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("records-");
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "role").WithIdentities("i", "j");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Name_everybody_who_granted_or_changed_what_is_held_and_nobody_who_imported()
    {
        script.Confer("role", "e", From(0), 1);
        (script.Actor, script.OnBehalfOf) = ("pat", "sue");
        var granted = Granted("e", new Cause(CauseKind.ApprovedRequest, "persons/ann"), 2);
        var before = script.Position;
        (script.Actor, script.OnBehalfOf) = ("max", null);
        script.OfIdentity("i", new GrantCorrected(granted, new("e"), Span(0, 99), null), 3);
        script.Actor = "kim";
        Granted("role", new Cause(CauseKind.Rule, "persons/no"), 4);
        script.Actor = "leo";
        Granted("e", new Cause(CauseKind.Rule, null), 5, new ImportedRow(script.NextGuid(), 1, new(0)));
        string[] all = ["kim 4", "max 3", "pat for sue, approved persons/ann 2"];

        Assert.Equal(all, Records(script.Index, script.Position));
        Assert.Equal(all[2..], Records(script.Index, before));
        Assert.Equal(all, Records(await Saved(), script.Position));
    }

    private GrantId Granted(string entitlement, Cause cause, long stamp, ImportedRow? import = null)
    {
        var grant = new GrantId(script.NextGuid());
        script.Record(EventLog.StreamNames.Of(new IdentityId("i")), new AccessGranted(grant, new(entitlement), From(0), cause, null), stamp, import);
        return grant;
    }

    private static IEnumerable<string> Records(HistoryIndex index, long position)
    {
        var reader = new HistoryReader(index);
        var all = reader.AccessOfAll(new(10), reader.Read(Knowledge.AtPosition(position) with { ReadPosition = position }));
        var scan = all.NewScan();
        scan.Read(Enumerable.Range(0, all.Identities).Single(i => all.IdentityAt(i).Value == "i"));
        var found = new List<GrantRecord>();
        scan.AddRecordsOf(scan.HeldAt(Enumerable.Range(0, all.Entitlements).Single(e => all.EntitlementAt(e).Value == "e")), found);
        return found.Select(Text).Order();

        string Text(GrantRecord r) =>
            $"{r.Actor}{(r.OnBehalfOf is { } b ? $" for {b}" : "")}{(r.Approval is { } a ? $", approved {a}" : "")} {r.At.Milliseconds}";
    }

    private async Task<HistoryIndex> Saved()
    {
        var (log, file) = (new ScriptedLog(), Path.Combine(folder.FullName, "access.index"));
        log.Add(script.Entries);
        Assert.True(new IndexCheckpoint(file).TrySave(script.Index, log.StoreId));
        var loaded = await new IndexCheckpoint(file).LoadOrNew(log, default);
        Assert.Equal(script.Position, loaded.Head.Position);
        return loaded;
    }
}
