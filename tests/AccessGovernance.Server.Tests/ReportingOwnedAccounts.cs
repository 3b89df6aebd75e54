namespace AccessGovernance.Server.Tests;

/// <summary>Accounts that belong to people: what stands for their logins, and what becomes of reports that others leave behind.</summary>
[Trait("Rule", "14")]
public sealed class ReportingOwnedAccounts(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_guessed_login_is_not_found_among_the_accounts_of_anybody()
    {
        var application = await admin.NewApplication();
        var (entitlement, ann) = (await admin.NewEntitlement(application, 0), await admin.NewIdentity());
        await Report(application).All(Account("guessed", ann, entitlement));
        var before = await KeyOf(ann);
        await Report(application).All(Account("guessed", ann, entitlement));
        Assert.Equal(before, await KeyOf(ann));

        await admin.Forget(ann);
        await Report(application).All(Account("guessed", ann, entitlement));
        var forgotten = await KeyOf(ann);
        await Report(application, SyncKind.Delta).All(Account("guessed", "", entitlement));
        var orphan = Assert.Single((await admin.Observations.ListOrphansAsync(new() { Application = application })).Orphans).Account;
        Assert.Equal(3, new HashSet<string> { before, forgotten, orphan }.Count);
    }

    [Fact]
    public async Task A_delta_moves_an_account_to_another_owner_with_a_row_for_each()
    {
        var application = await admin.NewApplication();
        var entitlement = await admin.NewEntitlement(application, 0);
        var (ann, bob) = (await admin.NewIdentity(), await admin.NewIdentity());
        await Report(application).All(Account("x", ann, entitlement));
        var gone = new ReportedAccount { Account = "x", Identity = ann, Gone = true };
        var moved = await Report(application, SyncKind.Delta).All(gone, Account("x", bob, entitlement));
        Assert.Equal((0L, SyncOutcome.Complete), (moved.Refused, moved.Outcome));
        var holders = await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, Layer = AccessLayer.Observed });
        Assert.Equal([bob], holders.Holders.Select(h => h.Identity));
        var twice = await Report(application, SyncKind.Delta).All(Account("x", ann, entitlement), Account("x", bob, entitlement));
        Assert.Equal(1, twice.Refused);
    }

    [Fact]
    public async Task A_sync_that_another_left_behind_is_not_open()
    {
        var (application, part) = (await admin.NewApplication(), new ReportRequest { Part = Running.Report.Part(1, Account("x", "")) });
        var left = Report(application);
        await left.Send(part);
        var next = Report(application);
        await next.Send();
        Assert.Equal("SYNC_OVER", (await Refused.By(left.Send())).Reason);
        Assert.Equal("SYNC_OVER", (await Refused.By(left.Send(part))).Reason);
        await next.Send(new ReportRequest { End = new() { Complete = true, ConfirmEmpty = true } });
        await Report(application).Send();
        Assert.Equal("SYNC_OVER", (await Refused.By(next.Send())).Reason);
    }

    private static ReportedAccount Account(string account, string identity, params string[] entitlements) =>
        Running.Report.Account(account, identity, entitlements);

    private Report Report(string application, SyncKind kind = SyncKind.Full) =>
        new(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero), Kind = kind };

    private async Task<string> KeyOf(string identity)
    {
        var held = await admin.History.WhatDidTheyHoldAsync(new() { Subject = identity, Layer = AccessLayer.Observed });
        return held.Access.Single().Observations.Single().Account;
    }
}
