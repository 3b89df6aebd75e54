namespace AccessGovernance.Server.Tests;

/// <summary>Rows of old histories: each once, in halves and in repeats, and answered on their source's clock.</summary>
[Trait("Rule", "3")]
public sealed class Imports(RunningServer server) : IClassFixture<RunningServer>
{
    private const ImportOperation Add = ImportOperation.Add, Remove = ImportOperation.Remove;
    private const ImportRelation Holds = ImportRelation.Holds, Confers = ImportRelation.Confers;

    private readonly Caller admin = server.Administrator;
    private readonly string source = Caller.New("source");

    [Fact]
    public async Task Rows_are_taken_once_whatever_is_repeated()
    {
        var import = new Import(admin, source);
        ImportRow[] rows =
        [
            Import.Row(1, "2020-01-01", Add, Holds, "ann " + source, "team " + source),
            Import.Row(2, "2020-02-01", Add, Confers, "team " + source, "repo " + source),
            Import.Row(3, "2020-03-01", Remove, Holds, "ann " + source, "team " + source),
            Import.Row(4, "2020-04-01", Add, Holds, "bob " + source, "repo " + source),
        ];
        Assert.Equal((2, 0), Counts(await import.Send(rows[..2])));
        var head = (await server.Process.Health()).HeadPosition;
        Assert.Equal((0, 2), Counts(await import.Send(rows[..2])));
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
        Assert.Equal((2, 2), Counts(await import.Send(rows)));
        Assert.Equal((0, 4), Counts(await new Import(admin, source) { FileHash = new('b', 64) }.Send(rows)));
        var progress = await admin.Imports.GetImportAsync(new() { Source = source, FileSha256 = import.FileHash });
        Assert.Equal((4, 4L), (progress.LastRow, progress.Accepted));
    }

    [Fact]
    public async Task Refused_rows_say_which_and_why_and_the_others_are_taken()
    {
        var answer = await new Import(admin, source).Send(
            Import.Row(10, "2020-05-01", Add, Holds, "ann " + source, "x " + source),
            Import.Row(11, "2020-05-02", Add, Holds, "ann " + source, "x " + source),
            Import.Row(12, "2020-05-03", Remove, Holds, "bob " + source, "x " + source),
            Import.Row(13, "2020-04-01", Add, Holds, "bob " + source, "x " + source),
            Import.Row(14, "2199-01-01", Add, Holds, "bob " + source, "x " + source),
            Import.Row(15, "2020-05-04", Add, Confers, "x " + source, "x " + source),
            Import.Row(16, "2020-05-05", Add, Holds, "bob " + source, "x " + source));
        Assert.Equal(2, answer.Accepted);
        (long, string)[] refused =
        [
            (11, "FACT_ALREADY_OPEN"), (12, "FACT_NOT_OPEN"), (13, "SOURCE_TIME_DECREASING"), (14, "SOURCE_TIME_IN_FUTURE"), (15, "CONFERRAL_CYCLE"),
        ];
        Assert.Equal(refused, answer.Rejected.Select(r => (r.Row, r.Reason)));
        Assert.Equal(16, answer.LastRow);
    }

    [Fact]
    public async Task Knowledge_goes_by_the_clock_of_the_source_also_inside_a_batch()
    {
        var (ann, team) = (Caller.Identity("ann " + source), Caller.Entitlement("team " + source));
        var late = Import.Row(2, "2020-06-01", Remove, Holds, "ann " + source, "team " + source);
        late.EffectiveAt = Caller.At("2020-03-01T00:00:00Z");
        await new Import(admin, source).Send(Import.Row(1, "2020-01-01", Add, Holds, "ann " + source, "team " + source), late);
        async Task<int> Who(string at, Knowledge knowledge) => (await admin.History.WhoHadAccessAsync(
            new() { Entitlement = team, ValidAt = Caller.At(at), Knowledge = knowledge, NamesOnly = true })).Holders.Count(h => h.Identity == ann);
        Knowledge Source(string at) => new() { KnownBy = KnownBy.Source, KnownAt = Caller.At(at) };
        Assert.Equal(1, await Who("2020-04-01T00:00:00Z", Source("2020-05-31T23:59:59Z")));
        Assert.Equal(0, await Who("2020-04-01T00:00:00Z", Source("2020-06-01T00:00:00Z")));
        Assert.Equal(0, await Who("2020-02-01T00:00:00Z", Source("2019-12-31T00:00:00Z")));
        Assert.Equal(0, await Who("2020-04-01T00:00:00Z", new()));
        Assert.Equal(1, await Who("2020-02-01T00:00:00Z", new()));
        // Ours knew nothing then, and ever finds what the source believed.
        Assert.Equal(0, await Who("2020-02-01T00:00:00Z", new() { KnownAt = Caller.At("2020-05-01T00:00:00Z") }));
        Assert.Equal(1, await Who("2020-04-01T00:00:00Z", new() { Ever = true }));
    }

    [Fact]
    public async Task Only_imported_facts_are_closed_by_a_source()
    {
        var import = new Import(admin, source);
        var (ann, team) = (Caller.Identity("ann " + source), Caller.Entitlement("team " + source));
        await import.Send(Import.Row(1, "2020-01-01", Add, Holds, "ann " + source, "team " + source));
        var grant = (await admin.History.WhatDidTheyHoldAsync(new() { Subject = ann })).Access.Single().Grants.Single();
        Assert.Equal((CauseKind.Import, source), (grant.Cause.Kind, grant.Cause.Reference));
        await admin.Revoke(ann, team, grant.GrantId);
        var answer = await import.Send(Import.Row(2, "2020-02-01", Remove, Holds, "ann " + source, "team " + source));
        Assert.Equal("FACT_NOT_OPEN", answer.Rejected.Single().Reason);
    }

    [Fact]
    public async Task Commands_know_at_once_what_an_import_wrote()
    {
        var (ann, team) = (Caller.Identity("ann " + source), Caller.Entitlement("team " + source));
        Assert.Equal("ENTITLEMENT_UNKNOWN", (await Refused.By(admin.Grant(ann, team))).Reason);
        Assert.Equal(StatusCode.NotFound, (await Refused.By(admin.Grant(ann, await admin.NewEntitlement()))).Code);
        Assert.Equal(StatusCode.NotFound, (await Refused.By(admin.Confer(team, await admin.NewEntitlement()))).Code);
        await new Import(admin, source).Send(Import.Row(1, "2020-01-01", Add, Holds, "ann " + source, "team " + source));
        Assert.NotEmpty(await admin.Confer(team, await admin.NewEntitlement()));
        Assert.True((await admin.Grant(ann, team)).Receipt.Changed);
        foreach (var grant in (await admin.History.WhatDidTheyHoldAsync(new() { Subject = ann })).Access.Single(a => a.Entitlement == team).Grants)
            Assert.True((await admin.Revoke(ann, team, grant.GrantId)).Changed);
        Assert.False((await admin.Check(ann, team)).Allowed);
    }

    [Fact]
    public async Task Bad_streams_of_rows_write_nothing()
    {
        var good = Import.Row(1, "2020-01-01", Add, Holds, "ann " + source, "team " + source);
        (ImportRow[] Rows, string Field)[] bad =
        [
            ([], "rows"), ([good, good], "rows[1].row"), ([new(good) { Row = 0 }], "rows[0].row"), ([new(good) { RecordedAt = null }], "rows[1].recorded_at"),
            ([new(good) { EffectiveAt = new() { Nanos = 5 } }], "rows[1].effective_at"), ([new(good) { Operation = (ImportOperation)7 }], "rows[1].operation"),
            ([new(good) { Relation = ImportRelation.Unspecified }], "rows[1].relation"), ([new(good) { Subject = "a\u0000" }], "rows[1].subject"),
            ([new(good) { Object = "" }], "rows[1].object"), ([good, new(good) { Row = 2, Object = "\u202e" }], "rows[2].object"),
        ];
        var head = (await server.Process.Health()).HeadPosition;
        foreach (var (rows, field) in bad)
        {
            var refused = await Refused.By(new Import(admin, source).Send(rows));
            Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Fields.Single()));
        }
        Assert.Equal("file_sha256", (await Refused.By(new Import(admin, source) { FileHash = "x" }.Send(good))).Fields.Single());
        Assert.Equal("start.source", (await Refused.By(new Import(admin, " x").Send(good))).Fields.Single());
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
    }

    private static (int Accepted, int Repeated) Counts(ImportHistoryResponse answer) => (answer.Accepted, answer.RepeatedRows);
}
