namespace AccessGovernance.Server.Tests;

/// <summary>Snapshots are recorded, and give the same rows and the same hash for ever.</summary>
[Trait("Rule", "15")]
public sealed class TakingSnapshots
{
    [Fact]
    public async Task A_snapshot_reads_the_same_after_more_changes_a_restart_and_forgetting()
    {
        using var folder = new TemporaryFolder();
        ReadSnapshot before;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            var (identity, entitlement, role) = (await admin.NewIdentity(), await admin.NewEntitlement(), await admin.NewEntitlement());
            await admin.Confer(role, entitlement);
            await admin.Grant(identity, entitlement);
            await admin.Grant(await admin.NewIdentity(), role);
            var taken = (await admin.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest(), DisplayName = "Q3", Effective = true })).Snapshot;
            before = await admin.Read(new() { Snapshot = taken.Name });
            Assert.Equal((3, taken.Rows, taken.Sha256, true), (before.Lines.Count, before.End.Rows, before.Sha256, before.End.Verified));
            Assert.Single(before.Lines, l => l.EndsWith("\tconferred\t\t\n", StringComparison.Ordinal));
            await Forget(admin, identity);
            await admin.Grant(await admin.NewIdentity(), entitlement);
            Assert.Equal(before.Lines, (await admin.Read(new() { Snapshot = taken.Name })).Lines);
            await server.Kill();
        }
        await using var again = await ServerProcess.Start(folder.Path);
        using var later = Caller.Administrator(again);
        var after = await later.Read(new() { Snapshot = before.Head.Name });
        Assert.Equal((true, before.End.Sha256, after.End.Sha256), (after.End.Verified, after.Sha256, after.Sha256));
        Assert.Equal(before.Lines, after.Lines);
        Assert.Equal(before.Head, (await later.Snapshots.GetSnapshotAsync(new() { Snapshot = before.Head.Name })).Snapshot);
    }

    [Fact]
    public async Task Rows_are_direct_unless_effective_access_is_asked_for_and_pass_every_filter()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var (application, identity) = (await admin.NewApplication(), await admin.NewIdentity());
        var (inside, outside) = (await admin.NewEntitlement(application, 0), await admin.NewEntitlement());
        await admin.Confer(outside, inside);
        await Task.WhenAll(admin.Grant(identity, outside), admin.Grant(identity, outside), admin.Grant(await admin.NewIdentity(), inside));
        Assert.Equal(2, (await Take(new())).Rows);
        Assert.Equal(3, (await Take(new(), effective: true)).Rows);
        Assert.Equal(1, (await Take(new() { Applications = { application } })).Rows);
        Assert.Equal(2, (await Take(new() { Applications = { application } }, effective: true)).Rows);
        Assert.Equal(1, (await Take(new() { Entitlements = { outside } })).Rows);
        Assert.Equal(1, (await Take(new() { Identities = { identity } })).Rows);
        Assert.Equal(2, (await Take(new() { Kinds = { EntitlementKind.Role } })).Rows);
        var nothing = await Take(new() { Kinds = { EntitlementKind.Device } });
        Assert.Equal((0, new ReadSnapshot(nothing, [], [], new()).Sha256), (nothing.Rows, nothing.Sha256));
        Assert.Empty((await admin.Read(new() { Snapshot = nothing.Name })).Lines);
        var early = await admin.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest(), ValidAt = Caller.At("1950-01-01T00:00:00Z") });
        Assert.Equal((0, 2), (early.Snapshot.Rows, early.Basis.NotKnown.Count));

        async Task<Snapshot> Take(SnapshotFilter filter, bool effective = false) => (await admin.Snapshots.TakeSnapshotAsync(
            new() { RequestId = Caller.NewRequest(), Filter = filter, Effective = effective })).Snapshot;
    }

    [Fact, Trait("Rule", "12")]
    public async Task The_same_request_takes_one_snapshot_and_the_list_goes_on_by_token()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var request = new TakeSnapshotRequest { RequestId = Caller.NewRequest(), DisplayName = "first" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => admin.Snapshots.TakeSnapshotAsync(request).ResponseAsync));
        Assert.Single(answers.Select(a => a.Snapshot).Distinct());
        Assert.Single(answers, a => a.Receipt.Changed);
        var other = new TakeSnapshotRequest(request) { DisplayName = "other" };
        Assert.Equal("REQUEST_ID_REUSED", (await Refused.By(admin.Snapshots.TakeSnapshotAsync(other))).Reason);
        var names = new List<string> { answers[0].Snapshot.Name };
        for (var i = 0; i < 4; i++)
            names.Add((await admin.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest() })).Snapshot.Name);
        var (listed, page) = (new List<string>(), new ListSnapshotsRequest { PageSize = 2 });
        do
        {
            var answer = await admin.Snapshots.ListSnapshotsAsync(page);
            listed.AddRange(answer.Snapshots.Select(s => s.Name));
            page.PageToken = answer.NextPageToken;
        }
        while (page.PageToken.Length > 0);
        Assert.Equal(names, listed);
    }

    [Fact]
    public async Task Reading_goes_on_after_any_chunk_and_no_token_fits_another_snapshot()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var entitlement = await admin.NewEntitlement();
        for (var i = 0; i < 7; i++)
            await admin.Grant(await admin.NewIdentity(), entitlement);
        var (first, second) = (await Take(), await Take());
        var whole = await admin.Read(new() { Snapshot = first, PageSize = 2 });
        Assert.Equal([2L, 4L, 6L, 7L], whole.Chunks.Select(c => c.RowsSoFar));
        foreach (var chunk in whole.Chunks)
        {
            var rest = await admin.Read(new() { Snapshot = first, PageSize = 2, PageToken = chunk.PageToken });
            Assert.Equal(whole.Lines.Skip((int)chunk.RowsSoFar), rest.Lines);
            Assert.Equal((7L, whole.Sha256, false), (rest.End.Rows, rest.End.Sha256, rest.End.Verified));
        }
        var foreign = await Refused.By(admin.Read(new() { Snapshot = second, PageToken = whole.Chunks[0].PageToken }));
        Assert.Equal((StatusCode.InvalidArgument, "page_token"), (foreign.Code, foreign.Fields.Single()));
        var unknown = await Refused.By(admin.Read(new() { Snapshot = $"snapshots/{Guid.NewGuid()}" }));
        Assert.Equal((StatusCode.NotFound, "snapshot"), (unknown.Code, unknown.Fields.Single()));

        async Task<string> Take() => (await admin.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest() })).Snapshot.Name;
    }

    [Fact, Trait("Rule", "5")]
    public async Task A_scoped_auditor_takes_and_sees_what_is_in_scope_only()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var (mine, other) = (await admin.NewApplication(), await admin.NewApplication());
        var (inside, outside) = (await admin.NewEntitlement(mine, 0), await admin.NewEntitlement(other, 0));
        await Task.WhenAll(admin.Grant(await admin.NewIdentity(), inside), admin.Grant(await admin.NewIdentity(), outside));
        using var auditor = await admin.Issue(Role.Auditor, mine);
        using var stranger = await admin.Issue(Role.Auditor, other);
        var all = (await admin.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest() })).Snapshot.Name;
        var taken = (await auditor.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest() })).Snapshot;
        Assert.Equal((1, [mine]), (taken.Rows, taken.Within));
        Assert.Equal([taken.Name], (await auditor.Snapshots.ListSnapshotsAsync(new())).Snapshots.Select(s => s.Name));
        Assert.StartsWith(Import.IdOf(inside) + "\t", (await auditor.Read(new() { Snapshot = taken.Name })).Lines.Single(), StringComparison.Ordinal);
        foreach (var call in new Task[]
        {
            auditor.Read(new() { Snapshot = all }), stranger.Read(new() { Snapshot = taken.Name }),
            stranger.Snapshots.GetSnapshotAsync(new() { Snapshot = taken.Name }).ResponseAsync,
            auditor.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest(), Filter = new() { Applications = { other } } }).ResponseAsync,
            auditor.Snapshots.TakeSnapshotAsync(new() { RequestId = Caller.NewRequest(), Filter = new() { Entitlements = { outside } } }).ResponseAsync,
        })
            Assert.Equal("OUT_OF_SCOPE", (await Refused.By(call)).Reason);
        await admin.Entitlements.MoveEntitlementAsync(new() { RequestId = Caller.NewRequest(), Entitlement = inside, Application = other });
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(auditor.Read(new() { Snapshot = taken.Name }))).Reason);
    }

    /// <summary>Terminates an identity long ago, and forgets it with two persons.</summary>
    private static async Task Forget(Caller admin, string identity)
    {
        await admin.Identities.TerminateIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = identity, EffectiveAt = Caller.At("2021-01-01T00:00:00Z"), Reason = "wrong all along" });
        using var first = await admin.Issue(await admin.NewIdentityOf(Caller.Person("first"), LinkRole.Person), Role.Administrator);
        using var second = await admin.Issue(await admin.NewIdentityOf(Caller.Person("second"), LinkRole.Person), Role.Administrator);
        await first.Identities.RequestForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        await second.Identities.ConfirmForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
    }
}
