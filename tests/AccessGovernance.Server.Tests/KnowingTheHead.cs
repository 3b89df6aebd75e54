using System.Net;

namespace AccessGovernance.Server.Tests;

/// <summary>
/// A server with its history in an event store answers as of now while it hears where that history ends, and says so when it does not. The
/// store is a process of its own, which stands still and goes on.
/// </summary>
public sealed class KnowingTheHead : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder storeFolder = new();
    private readonly TemporaryFolder folder = new();
    private ServerProcess store = null!;
    private ServerProcess server = null!;
    private Caller admin = null!;
    private string identity = "";
    private string entitlement = "";

    public async Task InitializeAsync()
    {
        store = await ServerProcess.Start(storeFolder.Path, "--eventstore-plain-store", "open", "--eventstore-endpoint", "0");
        server = await ServerProcess.Start(folder.Path, "--eventstore", $"esdb://{store.Grpc.Authority}?tls=false&defaultDeadline=3000");
        admin = Caller.Administrator(server);
        (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await server.DisposeAsync();
        await store.DisposeAsync();
    }

    public void Dispose()
    {
        storeFolder.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Nothing_is_answered_or_decided_as_of_now_without_it()
    {
        await admin.Grant(identity, entitlement);
        await store.Pause();

        var refused = await RefusedAtLast();
        Assert.Equal((StatusCode.Unavailable, "HEAD_NOT_HEARD"), (refused.Code, refused.Reason));
        Assert.Contains("says nothing as of now", refused.Message, StringComparison.Ordinal);
        var general = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = "" } };
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.History.CheckAccessAsync(general))).Reason);
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.Identities.GetIdentityAsync(new() { Identity = identity }))).Reason);
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.NewIdentity())).Reason);
        var (status, body) = await server.Get("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("has not heard where the history ends", body, StringComparison.Ordinal);
        Assert.Equal("Degraded", (await server.Health()).Status);
        Assert.True((await Scrape.Of(server)).Value("accessgovernance_store_head_age_seconds") > 1);

        await store.Continue();
        await AnsweredAtLast();
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).Status);
        await admin.NewIdentity();
    }

    [Fact]
    public async Task That_nothing_is_there_is_not_said_without_it()
    {
        var snapshot = new GetSnapshotRequest { Snapshot = $"snapshots/{Guid.NewGuid()}" };
        var import = new GetImportRequest { Source = "hr", FileSha256 = new('a', 64) };
        Assert.Equal("UNKNOWN_ID", (await Refused.By(admin.Snapshots.GetSnapshotAsync(snapshot))).Reason);
        Assert.Equal(0, (await admin.Imports.GetImportAsync(import)).Accepted);
        await store.Pause();
        await RefusedAtLast();

        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.Snapshots.GetSnapshotAsync(snapshot))).Reason);
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.Imports.GetImportAsync(import))).Reason);
    }

    [Fact]
    public async Task What_is_past_and_closed_is_answered_without_it()
    {
        var granted = (await admin.Grant(identity, entitlement)).Receipt.Token;
        var asked = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { Exactly = granted } };
        var known = (await admin.History.CheckAccessAsync(asked)).Basis.RecordingTime;
        do
            await admin.NewIdentity();
        while ((await admin.Check(identity, entitlement)).Basis.RecordingTime.Equals(known));
        await store.Pause();
        await RefusedAtLast();

        Assert.True((await admin.History.CheckAccessAsync(asked)).Allowed);
        asked.Knowledge = new() { KnownAt = known };
        Assert.True((await admin.History.CheckAccessAsync(asked)).Allowed);
        // A time that others may still record at, and what sources may still be imported to have known.
        asked.Knowledge = new() { KnownAt = Caller.FromNow(TimeSpan.FromDays(1)) };
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.History.CheckAccessAsync(asked))).Reason);
        asked.Knowledge = new() { KnownAt = known, KnownBy = KnownBy.Source };
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.History.CheckAccessAsync(asked))).Reason);
    }

    [Fact]
    public async Task Each_change_of_a_stream_is_judged_by_itself()
    {
        using var stream = admin.Provisioning.ApplyChanges();
        var change = new ApplyChangesRequest
        {
            Grant = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement },
        };
        await store.Pause();
        await RefusedAtLast();
        Assert.Equal("HEAD_NOT_HEARD", Refused.Of((await Applied()).Error).Reason);

        await store.Continue();
        await AnsweredAtLast();
        Assert.True((await Applied()).Grant.Receipt.Changed);
        Assert.False((await Applied()).Grant.Receipt.Changed);

        async Task<ApplyChangesResponse> Applied()
        {
            await stream.RequestStream.WriteAsync(change);
            Assert.True(await stream.ResponseStream.MoveNext(CancellationToken.None));
            return stream.ResponseStream.Current;
        }
    }

    [Fact]
    public async Task Each_batch_of_an_import_is_judged_by_itself()
    {
        using var stream = admin.Imports.ImportHistory();
        var import = new Import(admin, "hr");
        await stream.RequestStream.WriteAsync(new()
        {
            Start = new() { Source = "hr", FileSha256 = import.FileHash, GovernedFrom = Caller.At(import.GovernedFrom) },
        });
        Assert.Equal(1, (await Imported(1)).Accepted);
        await store.Pause();
        await RefusedAtLast();
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(Imported(2))).Reason);

        await store.Continue();
        await AnsweredAtLast();
        var again = await import.Send(Row(1), Row(2));
        Assert.Equal((1, 1), (again.Accepted, again.RepeatedRows));

        async Task<ImportHistoryResponse> Imported(long row)
        {
            await stream.RequestStream.WriteAsync(new() { Rows = new() { Rows = { Row(row) } } });
            await stream.ResponseStream.MoveNext(CancellationToken.None);
            return stream.ResponseStream.Current;
        }

        static ImportRow Row(long number) =>
            Import.Row(number, $"2020-01-0{number}", ImportOperation.Add, ImportRelation.Holds, "ada", $"licence-{number}");
    }

    private async Task<Refused> RefusedAtLast()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!limit.IsCancellationRequested)
            if (await Refused.IfAny(admin.Check(identity, entitlement)) is { } refused)
                return refused;
        throw new TimeoutException("It went on answering.");
    }

    private async Task AnsweredAtLast()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await Refused.IfAny(admin.Check(identity, entitlement)) is not null)
            limit.Token.ThrowIfCancellationRequested();
    }
}
