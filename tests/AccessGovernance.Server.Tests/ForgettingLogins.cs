using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests;

/// <summary>Logins that belonged to nobody known for a while: they are their owner's all the same once that is forgotten.</summary>
[Trait("Rule", "14")]
public sealed class ForgettingLogins(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Login = "canary-login-of-ann";

    private readonly Caller admin = server.Administrator;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_login_that_was_an_orphans_before_or_after_is_forgotten_with_its_owner(bool orphanFirst)
    {
        var (application, ann) = (await admin.NewApplication(), await admin.NewIdentity());
        string[] owners = orphanFirst ? ["", ann] : [ann, ""];
        var first = Report(application);
        await first.All(Account(Login, owners[0]), Account("svc", ""));
        var then = first.TakenAt;
        await Report(application).All(Account(Login, owners[1]), Account("svc", ""));
        Assert.Contains(Login, await Orphans(application, orphanFirst ? then : null));
        Assert.Empty(Traces.Find(server.Process.Data, [Login], ""));
        await admin.Forget(ann);
        Assert.DoesNotContain(Login, await Orphans(application, orphanFirst ? then : null));
        Assert.Equal(["", "svc"], await Orphans(application, orphanFirst ? then : null));
    }

    [Fact]
    public async Task An_orphan_that_is_matched_to_somebody_forgotten_has_no_login_any_more()
    {
        var (application, ann) = (await admin.NewApplication(), await admin.NewIdentity());
        var first = Report(application);
        await first.All(Account(Login, ""));
        var then = first.TakenAt;
        await admin.Forget(ann);
        Assert.Equal([Login], await Orphans(application, then));
        await Report(application).All(Account(Login, ann));
        Assert.Equal([""], await Orphans(application, then));
    }

    [Fact]
    public async Task Deltas_end_the_accounts_of_the_forgotten_and_never_another()
    {
        var (application, ann) = (await admin.NewApplication(), await admin.NewIdentity());
        var entitlement = await admin.NewEntitlement(application, 0);
        await Report(application).All(Account(Login, "", entitlement));
        await Delta(application).All(new ReportedAccount { Account = Login, Gone = true }, Account(Login, ann, entitlement));
        await admin.Forget(ann);
        Assert.Equal([ann], await Holders(entitlement));
        var nameless = await Delta(application).All(new ReportedAccount { Account = Login, Gone = true });
        Assert.Equal((1L, SyncOutcome.Partial), (nameless.Refused, nameless.Outcome));
        Assert.Equal([ann], await Holders(entitlement));
        var ended = await Delta(application).All(new ReportedAccount { Account = Login, Identity = ann, Gone = true });
        Assert.Equal((0L, SyncOutcome.Complete), (ended.Refused, ended.Outcome));
        Assert.Empty(await Holders(entitlement));
        // Nothing is left that it could be.
        Assert.Equal(0, (await Delta(application).All(new ReportedAccount { Account = Login, Gone = true })).Refused);
    }

    [Fact]
    public async Task Deltas_end_what_is_an_orphan_again_by_naming_whom_it_belonged_to()
    {
        var (application, ann) = (await admin.NewApplication(), await admin.NewIdentity());
        var entitlement = await admin.NewEntitlement(application, 0);
        await Report(application).All(Account(Login, ann, entitlement));
        await Report(application).All(Account(Login, "", entitlement));
        await admin.Forget(ann);
        Assert.Equal([""], await Holders(entitlement));
        await Delta(application).All(new ReportedAccount { Account = Login, Identity = ann, Gone = true });
        Assert.Empty(await Holders(entitlement));
    }

    [Fact]
    public async Task Several_accounts_of_somebody_forgotten_are_left_to_a_full_report()
    {
        var (application, ann) = (await admin.NewApplication(), await admin.NewIdentity());
        await admin.Forget(ann);
        Assert.Equal(0, (await Delta(application).All(Account("a", ann), Account("b", ann))).Refused);
        Assert.Equal(1, (await Delta(application).All(new ReportedAccount { Account = "a", Identity = ann, Gone = true })).Refused);
        Assert.Equal(SyncOutcome.Complete, (await Report(application).All(Account("b", ann))).Outcome);
        Assert.Equal(0, (await Delta(application).All(new ReportedAccount { Account = "b", Identity = ann, Gone = true })).Refused);
    }

    [Fact]
    public async Task A_restored_key_store_forgets_them_again()
    {
        using var folder = new TemporaryFolder();
        var (application, then, backup) = ("", Now, new Dictionary<string, byte[]>());
        await using (var process = await ServerProcess.Start(folder.Path))
        {
            using var first = Caller.Administrator(process);
            (application, var ann) = (await first.NewApplication(), await first.NewIdentity());
            await new Report(first, application) { TakenAt = then = Now }.All(Account(Login, ""), Account("other", ann));
            // Before anything says whose the login is; her keys are there already.
            backup = folder.Copy("keys.db", "keys.db-wal", "keys.db-shm");
            await new Report(first, application) { TakenAt = Now }.All(Account(Login, ann), Account("other", ann));
            await first.Forget(ann);
            await process.Stop();
        }
        foreach (var file in Directory.GetFiles(folder.Path, "keys.db*"))
            File.Delete(file);
        foreach (var (name, content) in backup)
            await File.WriteAllBytesAsync(folder.File(name), content);
        await using var restored = await ServerProcess.Start(folder.Path);
        using var again = Caller.Administrator(restored);
        var orphans = await again.Observations.ListOrphansAsync(new() { Application = application, ValidAt = then });
        Assert.Equal("", Assert.Single(orphans.Orphans).Login);
    }

    private static Timestamp Now => Caller.FromNow(TimeSpan.Zero);

    private static ReportedAccount Account(string account, string identity, params string[] entitlements) =>
        Running.Report.Account(account, identity, entitlements);

    private Report Report(string application) => new(admin, application) { TakenAt = Now };

    private Report Delta(string application) => new(admin, application) { TakenAt = Now, Kind = SyncKind.Delta };

    private async Task<IEnumerable<string>> Orphans(string application, Timestamp? at) =>
        (await admin.Observations.ListOrphansAsync(new() { Application = application, ValidAt = at })).Orphans.Select(o => o.Login).Order();

    private async Task<IEnumerable<string>> Holders(string entitlement) => (await admin.History.WhoHadAccessAsync(
        new() { Entitlement = entitlement, Layer = AccessLayer.Observed })).Holders.Select(h => h.Identity);
}
