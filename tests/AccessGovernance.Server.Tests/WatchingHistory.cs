using System.Globalization;

namespace AccessGovernance.Server.Tests;

/// <summary>A watcher hears every change that it asked for once, in order, and never holds up the server.</summary>
[Trait("Rule", "11")]
public sealed class WatchingHistory(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Changes_come_live_and_from_a_position_on()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        using var live = admin.History.WatchHistory(new() { Entitlement = entitlement });
        Assert.Null((await Next(live)).Change);
        var granted = await admin.Grant(identity, entitlement);
        await admin.Grant(identity, await admin.NewEntitlement());
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        await admin.Revoke(identity, entitlement, granted.GrantId);
        var role = await admin.NewEntitlement();
        var conferral = await admin.Confer(role, entitlement);
        await admin.Entitlements.StopConferringAsync(
            new() { RequestId = Caller.NewRequest(), ConferralId = conferral, EffectiveAt = Caller.FromNow(TimeSpan.FromDays(1)) });
        string[] expected = ["granted", "suspended", "revoked", "conferred", "stopped-conferring"];
        var heard = await Changes(live, expected.Length);
        Assert.Equal(expected, heard.Select(c => c.Change.What));
        Assert.Equal((identity, entitlement, granted.GrantId), (heard[0].Change.Identity, heard[0].Change.Entitlement, heard[0].Change.FactId));
        Assert.Equal((role, entitlement), (heard[4].Change.ConferredBy, heard[4].Change.Entitlement));
        for (var i = 0; i < expected.Length; i++)
        {
            using var again = admin.History.WatchHistory(new() { Entitlement = entitlement, After = heard[i].Token });
            Assert.Equal(expected.Skip(i + 1), (await Changes(again, expected.Length - i - 1)).Select(c => c.Change.What));
        }
    }

    [Fact]
    public async Task A_heartbeat_follows_what_was_recorded_before_and_says_how_far_it_came()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var before = (await admin.Check(identity, entitlement)).Basis;
        await admin.Grant(identity, entitlement);
        using var watch = admin.History.WatchHistory(new() { Identity = identity, After = before.Token });
        Assert.Equal((before.Position, null), (await Next(watch) is var first ? first.Position : 0, first.Change));
        Assert.Equal("granted", (await Next(watch)).Change.What);
        var caughtUp = await Next(watch);
        Assert.Null(caughtUp.Change);
        Assert.True(caughtUp.Position > before.Position);
        // The next one comes by itself.
        Assert.Null((await Next(watch)).Change);
    }

    [Fact, Trait("Rule", "5")]
    public async Task A_scoped_watcher_hears_of_its_applications_only()
    {
        var (mine, identity) = (await admin.NewApplication(), await admin.NewIdentity());
        var (inside, outside) = (await admin.NewEntitlement(mine, 0), await admin.NewEntitlement());
        using var reader = await admin.Issue(Role.Reader, mine);
        using var watch = reader.History.WatchHistory(new() { Identity = identity });
        Assert.True((await Next(watch)).LimitedToScope);
        await admin.Grant(identity, outside);
        await admin.Grant(identity, inside);
        Assert.Equal(inside, (await Changes(watch, 1)).Single().Change.Entitlement);
        foreach (var request in new WatchHistoryRequest[] { new() { Entitlement = outside }, new() { Application = Caller.Application("none") } })
        {
            using var refused = reader.History.WatchHistory(request);
            Assert.Equal("OUT_OF_SCOPE", (await Refused.By(refused.ResponseStream.MoveNext(CancellationToken.None))).Reason);
        }
    }

    [Fact]
    public async Task A_watch_ends_when_its_token_is_revoked()
    {
        var issued = await admin.Tokens.IssueTokenAsync(
            new() { RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Roles = { Role.Reader } });
        using var reader = new Caller(server.Process, issued.Bearer);
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        using var idle = reader.History.WatchHistory(new() { Identity = await admin.NewIdentity() });
        using var busy = reader.History.WatchHistory(new() { Identity = identity });
        Assert.Null((await Next(idle)).Change);
        Assert.Null((await Next(busy)).Change);
        await admin.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = issued.TokenId });
        await admin.Grant(identity, entitlement);
        // What was recorded after it is not told any more.
        foreach (var watch in new[] { busy, idle })
        {
            var ended = await Refused.By(HearNothing(watch));
            Assert.Equal((StatusCode.Unauthenticated, "TOKEN_INVALID"), (ended.Code, ended.Reason));
        }
    }

    [Fact]
    public async Task A_scoped_watcher_is_not_told_which_role_of_others_confers()
    {
        var mine = await admin.NewApplication();
        var (inside, outside) = (await admin.NewEntitlement(mine, 0), await admin.NewEntitlement());
        using var reader = await admin.Issue(Role.Reader, mine);
        using var watch = reader.History.WatchHistory(new() { Entitlement = inside });
        Assert.Null((await Next(watch)).Change);
        await admin.Confer(outside, inside);
        var change = (await Changes(watch, 1)).Single().Change;
        Assert.Equal(("conferred", inside, ""), (change.What, change.Entitlement, change.ConferredBy));
    }

    [Fact]
    public async Task A_watch_ends_with_the_server_and_holds_up_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var stopping = await ServerProcess.Start(folder.Path);
        using var caller = Caller.Administrator(stopping);
        using var watch = caller.History.WatchHistory(new());
        Assert.Null((await Next(watch)).Change);
        var watched = System.Diagnostics.Stopwatch.StartNew();
        var stopped = stopping.Stop();
        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (await Refused.By(ReadAll(watch))) is var ended ? (ended.Code, ended.Reason) : default);
        await stopped;
        Assert.InRange(watched.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_told_where_to_go_on_and_cut()
    {
        const int rows = 20_000;
        var (source, entitlement) = (Caller.New("source"), "slow " + new string('x', 200));
        using var watch = admin.History.WatchHistory(new());
        Assert.Null((await Next(watch)).Change);
        await new Import(admin, source).Send(Enumerable.Range(1, rows).Select(i => Import.Row(
            i, "2020-01-01", ImportOperation.Add, ImportRelation.Holds, $"{source} {i} {new string('y', 150)}", entitlement)).Chunk(1_000));
        // Others are served meanwhile, and long after the client's patience is over.
        using var other = admin.History.WatchHistory(new() { Identity = await admin.NewIdentity() });
        for (var beats = 0; beats < 4; beats++)
            Assert.Null((await Next(other)).Change);
        var (heard, refused) = (new List<long>(), (Refused?)null);
        while (refused is null)
        {
            refused = await Refused.IfAny(Move(watch));
            if (refused is null && watch.ResponseStream.Current.Change is { } change)
                heard.Add(change.Position);
        }
        Assert.Equal((StatusCode.ResourceExhausted, "SLOW_CLIENT"), (refused.Code, refused.Reason));
        Assert.InRange(heard.Count, 1, rows - 1);
        // What was on its way when it was cut may come twice, and nothing is missing.
        var before = heard.Count(position => position <= long.Parse(refused.Metadata["position"], CultureInfo.InvariantCulture));
        Assert.InRange(heard.Count - before, 0, 1);
        using var rest = admin.History.WatchHistory(new() { After = refused.Metadata["resume_token"] });
        var after = await Changes(rest, rows - before);
        Assert.Equal(rows, heard.Concat(after.Select(c => c.Change.Position)).Distinct().Count());
    }

    [Fact]
    public async Task Bad_watches_are_refused_by_field()
    {
        (WatchHistoryRequest Request, StatusCode Code, string Field)[] bad =
        [
            (new() { After = "x" }, StatusCode.InvalidArgument, "after"), (new() { After = $"p1-{Guid.NewGuid():N}-1" }, StatusCode.InvalidArgument, "after"),
            (new() { Identity = "identities/none" }, StatusCode.NotFound, "identity"),
            (new() { Application = "applications/none" }, StatusCode.NotFound, "application"),
            (new() { Entitlement = "entitlements/none" }, StatusCode.NotFound, "entitlement"),
        ];
        foreach (var (request, code, field) in bad)
        {
            using var watch = admin.History.WatchHistory(request);
            var refused = await Refused.By(watch.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal((code, field), (refused.Code, refused.Fields.Single()));
        }
    }

    private static async Task<WatchHistoryResponse> Next(AsyncServerStreamingCall<WatchHistoryResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current;
    }

    private static async Task Move(AsyncServerStreamingCall<WatchHistoryResponse> watch) =>
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

    private static async Task HearNothing(AsyncServerStreamingCall<WatchHistoryResponse> watch)
    {
        while (true)
            Assert.Null((await Next(watch)).Change);
    }

    private static async Task ReadAll(AsyncServerStreamingCall<WatchHistoryResponse> watch)
    {
        while (true)
            await Next(watch);
    }

    /// <summary>So many changes, heartbeats between them left out.</summary>
    private static async Task<List<WatchHistoryResponse>> Changes(AsyncServerStreamingCall<WatchHistoryResponse> watch, int count)
    {
        var changes = new List<WatchHistoryResponse>();
        while (changes.Count < count)
        {
            if (await Next(watch) is { Change: not null } heard)
                changes.Add(heard);
        }
        return changes;
    }
}
