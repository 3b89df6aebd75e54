using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;
using static AccessGovernance.AccessHistory.Tests.ObservedScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>What was seen beside what was decided: neither changes the other, and silence is no answer.</summary>
[Trait("Rule", "4")]
[Trait("Rule", "5")]
public sealed class ObservedAccess
{
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "f").WithIdentities("i", "j");

    [Fact]
    public void Accounts_of_nobody_come_page_by_page_in_the_order_of_their_keys()
    {
        int[] numbers = [7, 300, 1, 90, 12, 5_000, 4];
        script.Report("app", 1, 10, [.. numbers.Select(n => Account(n, null, "e"))]);
        var all = Keys(Page.All);
        Assert.Equal(numbers.Length, all.Count);
        Assert.Equal(all.Order(StringComparer.Ordinal), all);

        for (var (size, paged) = (1, new List<string>()); size < 9; size++, paged.Clear())
        {
            while (Keys(new Page(paged.Count == 0 ? null : new(paged[^1], ""), size)) is { Count: > 0 } page)
                paged.AddRange(page);
            Assert.Equal(all, paged);
        }

        List<string> Keys(Page page)
        {
            var answer = script.Reader.GetOrphans(new("app"), new(15), script.Reader.Latest, page)!;
            Assert.True(answer.Rows.Count <= page.Limit && (answer.Complete || answer.Rows.Count == page.Limit));
            return [.. answer.Rows.Select(r => r.Account.ToString("D"))];
        }
    }

    [Fact]
    public void A_backdated_end_of_a_grant_never_shortens_what_was_seen()
    {
        var grant = script.Grant("i", "e", From(0), 0);
        script.Report("app", 1, 10, Account(1, "i", "e"));
        script.OfIdentity("i", new Domain.Identities.AccessRevoked(grant, new("e"), new(2), null), 20);

        Assert.Empty(script.Reader.WhoHadAccess(new("e"), At(15), script.Reader.Latest, Page.All)!.Rows);
        var seen = Assert.Single(Who("e", 15, AccessLayer.Any).Rows);
        Assert.Null(seen.Entitled);
        Assert.Equal(From(10), Assert.Single(seen.Observed!.Observations).Validity);
        Assert.Single(Who("e", 1, AccessLayer.Any).Rows, r => r is { Entitled: not null, Observed: null });
    }

    [Fact]
    public void Only_a_whole_report_makes_anything_absent()
    {
        script.Report("app", 1, 10, Account(1, "i", "e"), Account(2, "j", "e"));
        script.Begin("app", 2, SyncKind.Full, 20);
        script.Part("app", 2, Account(1, "i", "f"));
        script.End("app", 2, SyncOutcome.Partial);
        Assert.Equal(["j"], Holders("e", 25));
        Assert.Equal(["i", "j"], Holders("e", 19));
        script.Report("app", 3, 30, Account(1, "i", "f"));
        Assert.Empty(Holders("e", 30));
        Assert.Equal(["j"], Holders("e", 29));
        // What the last report did not know yet is known as it was.
        Assert.Equal(["j"], Holders("e", 30, script.Position - 3));
    }

    [Fact]
    public void Orphans_are_part_of_the_population_and_listed()
    {
        script.Report("app", 1, 10, Account(1, null, "e"), Account(2, "i", "e"));
        script.Report("app", 2, 20, Account(1, "j", "e"), Account(2, "i", "e"));
        Assert.Equal([null, "i"], Who("e", 15, AccessLayer.Observed).Rows.Select(r => r.Observed!.Identity?.Value));
        Assert.Equal(["i", "j"], Holders("e", 20));
        var orphan = Assert.Single(script.Reader.GetOrphans(new("app"), new(15), script.Reader.Latest, Page.All)!.Rows);
        Assert.Equal((Id(1), Span(10, 20), "e"), (orphan.Account, orphan.Validity, orphan.Holds.Single().Value));
        Assert.Empty(script.Reader.GetOrphans(new("app"), new(20), script.Reader.Latest, Page.All)!.Rows);
    }

    [Fact]
    public void Before_the_first_complete_report_nothing_is_known()
    {
        script.Begin("app", 1, SyncKind.Delta, 5);
        script.Part("app", 1, Account(1, "i", "e"));
        script.End("app", 1, SyncOutcome.Complete);
        script.Report("app", 2, 10, Account(1, "i", "e"));
        Assert.Equal(new ObservedCoverage(new("app"), null, null, false), Who("e", 7, AccessLayer.Observed).Coverage.Single());
        Assert.Equal(new ObservedCoverage(new("app"), new(10), new(10), true), Who("e", 12, AccessLayer.Any).Coverage.Single());
        Assert.False(Drift(7).Coverage.Covered);
        Assert.Empty(Drift(7).Rows);
    }

    [Theory]
    [InlineData(SyncKind.Delta, SyncOutcome.Partial)]
    [InlineData(SyncKind.Delta, SyncOutcome.Abandoned)]
    [InlineData(SyncKind.Full, SyncOutcome.Partial)]
    public void After_a_sync_that_lacks_something_only_a_full_one_has_everything_again(SyncKind kind, SyncOutcome outcome)
    {
        script.Report("app", 1, 10, Account(1, "i", "e"));
        foreach (var (sync, what, how) in new[] { (2, SyncKind.Delta, SyncOutcome.Complete), (3, kind, outcome), (4, SyncKind.Delta, SyncOutcome.Complete) })
        {
            script.Begin("app", sync, what, 10 * sync);
            script.Part("app", sync, Account(sync, "j", "f"));
            script.End("app", sync, how);
        }
        Assert.Equal(new ObservedCoverage(new("app"), new(10), new(20), true), Who("e", 45, AccessLayer.Observed).Coverage.Single());
        script.Report("app", 5, 50, Account(1, "i", "e"));
        Assert.Equal(new Instant(50), Who("e", 50, AccessLayer.Observed).Coverage.Single().ReportedAt);
        Assert.Equal(new Instant(20), Who("e", 49, AccessLayer.Observed).Coverage.Single().ReportedAt);
        var before = script.Reader.Read(Knowledge.AtPosition(script.Position - 1));
        Assert.Equal(new Instant(20), script.Reader.CoverageOf(new("app"), At(50), before).ReportedAt);
    }

    [Fact]
    public void Drift_is_what_the_last_complete_report_and_the_decisions_did_not_share()
    {
        script.Grant("i", "e", From(0), 0);
        script.Grant("j", "f", From(0), 0);
        script.Report("app", 1, 10, Account(1, "i", "e"), Account(2, "j", "e"));
        // Granted after the report: the system had no report to show it in.
        script.Grant("i", "f", From(15), 15);
        Assert.Equal(["HeldNotGranted e j", "GrantedNotHeld f j"], Rows(Drift(17)));
        var page = new Page(new("e", "j"), 1);
        Assert.Equal(["GrantedNotHeld f j"], Rows(script.Reader.GetDrift(new(new("app"), null), new(17), script.Reader.Latest, page, default)!));
        script.Report("app", 2, 20, Account(1, "i", "e", "f"), Account(2, "j", "f"));
        Assert.Empty(Drift(20).Rows);
        Assert.Equal(2, Drift(19).Rows.Count);
    }

    [Fact]
    public void Nothing_is_called_not_granted_of_what_was_not_governed_yet()
    {
        script.WithApplication("late", 15).WithApplication("later", 25).WithEntitlements("late", "g", "h").WithEntitlements("later", "from");
        script.Confer("from", "h", From(0), 0);
        script.Grant("j", "g", From(0), 0);
        script.Report("late", 1, 10, Account(1, "i", "g", "h"));
        DriftAnswer Late(long at) => script.Reader.GetDrift(new(new("late"), null), new(at), script.Reader.Latest, Page.All, default)!;
        Assert.Equal(["GrantedNotHeld g j"], Rows(Late(17)));
        Assert.Equal([new(new("late"), new(15), false), new(new("later"), new(25), false)], Late(17).Entitled);
        script.Report("late", 2, 20, Account(1, "i", "g", "h"));
        Assert.Equal(["HeldNotGranted g i", "GrantedNotHeld g j"], Rows(Late(20)));
        Assert.Equal([true, false], Late(20).Entitled.Select(c => c.Covered));
        script.Report("late", 3, 30, Account(1, "i", "h"));
        Assert.Equal(["GrantedNotHeld g j", "HeldNotGranted h i"], Rows(Late(30)));
    }

    [Fact]
    public void Pages_of_both_layers_give_every_holder_once()
    {
        script.WithIdentities("k", "l").Grant("j", "e", From(0), 0);
        script.Grant("k", "e", From(0), 0);
        script.Report("app", 1, 10, Account(1, "i", "e"), Account(2, "k", "e"), Account(3, null, "e"), Account(4, "l", "e"));
        var (found, after) = (new List<string>(), (RowKey?)null);
        for (var complete = false; !complete;)
        {
            var page = script.Reader.WhoHadAccessIn(new(AccessLayer.Any, null), new("e"), At(12), script.Reader.Latest, new(after, 1))!;
            found.AddRange(page.Rows.Select(r => $"{r.Holder[0]}{(r.Entitled is null ? "" : "+")}{(r.Observed is null ? "" : "*")}"));
            (after, complete) = (new(page.Rows[^1].Holder, "e"), page.Complete);
        }
        Assert.Equal(["\u0001*", "i*", "j+", "k+*", "l*"], found);
    }

    [Fact]
    public void Times_of_last_use_are_those_reported_by_then()
    {
        script.Report("app", 1, 10, Account(1, "i", "e") with { LastUsed = new(4) });
        var then = script.Position;
        script.Report("app", 2, 20, Account(1, "i", "e") with { Holds = [new(new("e"), new(18))] });
        Instant? Used(Reading reading) => script.Reader.WhatDidTheyHoldIn(new(AccessLayer.Observed, null), new IdentityId("i"), At(12), reading, Page.All)!
            .Rows.Single().Observed!.Observations.Single().LastUsed;
        Assert.Equal(new Instant(4), Used(script.Reader.Read(Knowledge.AtPosition(then))));
        Assert.Equal(new Instant(18), Used(script.Reader.Latest));
    }

    [Fact]
    public void The_use_of_an_account_counts_where_nothing_was_said_of_what_it_holds()
    {
        script.Report("app", 1, 10, Account(1, "i", "e") with { LastUsed = new(4), Holds = [new(new("e"), null), new(new("f"), new(8))] });
        script.Report("app", 2, 20, Account(1, "i", "e") with { LastUsed = new(15), Holds = [new(new("f"), null)] });
        script.Report("app", 3, 30, Account(1, "i", "f") with { LastUsed = new(29) });
        // What was lost in the second report was not used since.
        Assert.Equal(new LastUse(new Instant(4)), LastUse("e"));
        Assert.Equal(new LastUse(new Instant(29)), LastUse("f"));
        Assert.Null(script.Reader.LastUseOf(new("j"), new("e"), script.Reader.Latest));
        var then = script.Reader.Read(Knowledge.AtPosition(3));
        Assert.Equal(new LastUse(new Instant(8)), script.Reader.LastUseOf(new("i"), new("f"), script.Reader.Read(Knowledge.AtPosition(script.Position - 6))));
        Assert.Null(script.Reader.LastUseOf(new("i"), new("f"), then));
    }

    [Fact]
    public void What_several_parts_of_a_sync_say_of_an_account_is_so_together()
    {
        script.Report("app", 1, 10, Account(1, "i", "e", "f"), Account(2, "j", "e"));
        script.Begin("app", 2, SyncKind.Full, 20);
        script.Part("app", 2, Account(1, "i", "e") with { LastUsed = new(19) }, Account(2, "j", "e"));
        script.Part("app", 2, Account(1, "i", "f") with { LastUsed = new(17) }, Gone(2));
        script.Nest("app", 2, Nesting("f", "x"));
        script.Nest("app", 2, Nesting("f", "y"));
        script.End("app", 2, SyncOutcome.Complete);
        Assert.Equal(["i", "j"], Holders("e", 20));
        Assert.Equal([["i"], ["i"], ["i"]], new[] { "f", "x", "y" }.Select(e => Holders(e, 20)));
        Assert.Equal(new LastUse(new Instant(19)), LastUse("y"));
    }

    [Fact]
    public void What_nobody_has_any_more_is_answered_with_how_far_reports_reach()
    {
        script.Report("app", 1, 10, Account(1, "i", "strange"));
        script.Report("app", 2, 20, Account(1, "i", "e"));
        var answer = Who("strange", 25, AccessLayer.Observed);
        Assert.Empty(answer.Rows);
        Assert.Equal(new ObservedCoverage(new("app"), new(10), new(20), true), Assert.Single(answer.Coverage));
        var seen = script.Reader.WasSeen(new(AccessLayer.Any, null), new("j"), new("strange"), At(25), script.Reader.Latest)!;
        Assert.Equal((false, new Instant(20)), (seen.Held, seen.Coverage[0].ReportedAt!.Value));
        Assert.Null(script.Reader.WhoHadAccessIn(new(AccessLayer.Any, a => a.Value != "app"), new("strange"), At(25), script.Reader.Latest, Page.All));
    }

    [Fact]
    public void A_comparison_that_nobody_waits_for_ends()
    {
        script.Report("app", 1, 10, Account(1, "i", "e"));
        var nobody = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() =>
            script.Reader.GetDrift(new(new("app"), null), new(10), script.Reader.Latest, Page.All, nobody));
    }

    [Fact]
    public void What_reports_repeat_takes_memory_for_the_reports_alone()
    {
        script.WithApplication("other", 0);
        long Growth(string application, int sync, long used, params string[] holds)
        {
            var before = script.Index.Figures.Bytes;
            script.Report(application, sync, 10 * sync, Account(1, "i", holds) with { LastUsed = new(used) });
            return script.Index.Figures.Bytes - before;
        }
        var (one, three) = (Growth("app", 1, 4, "e"), Growth("other", 1, 4, "e", "f", "g"));
        Assert.True(one < three);
        var (repeated, used) = (Growth("app", 2, 4, "e"), Growth("app", 3, 5, "e"));
        Assert.InRange(used - repeated, 1, repeated);
        Assert.Equal((repeated, used), (Growth("other", 2, 4, "e", "f", "g"), Growth("other", 3, 5, "e", "f", "g")));
    }

    [Fact]
    public void What_nobody_defined_is_of_each_application_that_reports_it()
    {
        script.WithApplication("other", 0);
        script.Report("app", 1, 10, Account(1, "i", "Domain Admins", "group"));
        script.Begin("other", 2, SyncKind.Full, 10);
        script.Part("other", 2, Account(2, "j", "Domain Admins"));
        script.Nest("other", 2, Nesting("group", "Domain Admins", "nested"));
        script.End("other", 2, SyncOutcome.Complete);
        Assert.Equal(["i", "j"], Holders("Domain Admins", 10));
        Assert.Equal(["HeldNotGranted Domain Admins i", "HeldNotGranted group i"], Rows(Drift(10)));
        // One application's groups say nothing of another's accounts.
        Assert.Empty(Holders("nested", 10));
        Assert.Equal(["Domain Admins", "group"], Held("i"));
    }

    [Fact]
    public void Of_what_is_defined_only_its_application_reports()
    {
        script.WithApplication("other", 0);
        script.Begin("other", 1, SyncKind.Full, 10);
        script.Part("other", 1, Account(1, "j", "new", "group"));
        script.Nest("other", 1, Nesting("group", "later"));
        script.End("other", 1, SyncOutcome.Complete);
        Assert.Equal(["group", "later", "new"], Held("j"));
        script.WithEntitlements("app", "new", "later");
        Assert.Equal(["group"], Held("j"));
        Assert.Empty(Holders("new", 10));
        Assert.Empty(Holders("later", 10));
        Assert.False(script.Reader.WasSeen(new(AccessLayer.Any, null), new("j"), new("later"), At(10), script.Reader.Latest)!.Held);
    }

    [Fact]
    public void What_moved_is_reported_by_each_application_while_it_belonged_to_it()
    {
        script.WithApplication("other", 0);
        script.Report("app", 1, 10, Account(1, "i", "e"));
        script.Report("other", 2, 10, Account(2, "j", "e"));
        script.Record(EventLog.StreamNames.Of(new EntitlementId("e")), new Domain.Entitlements.EntitlementMoved(new("other"), new(15), null), 15);
        Assert.Equal(["i"], Holders("e", 14));
        Assert.Equal(["j"], Holders("e", 15));
        Assert.Equal(["HeldNotGranted e i"], Rows(Drift(15)));
    }

    private LastUse? LastUse(string entitlement) => script.Reader.LastUseOf(new("i"), new(entitlement), script.Reader.Latest);

    private static IEnumerable<string> Rows(DriftAnswer answer) => answer.Rows.Select(r => $"{r.Kind} {r.Entitlement} {r.Identity}");

    private DriftAnswer Drift(long at) => script.Reader.GetDrift(new(new("app"), null), new(at), script.Reader.Latest, Page.All, default)!;

    private IEnumerable<string> Held(string identity) => script.Reader.WhatDidTheyHoldIn(
        new(AccessLayer.Observed, null), new IdentityId(identity), At(10), script.Reader.Latest, Page.All)!.Rows.Select(r => r.Entitlement.Value);

    private LayeredAnswer Who(string entitlement, long at, AccessLayer layer) =>
        script.Reader.WhoHadAccessIn(new(layer, null), new(entitlement), At(at), script.Reader.Latest, Page.All)!;

    private IEnumerable<string> Holders(string entitlement, long at, long? position = null) => script.Reader.WhoHadAccessIn(new(AccessLayer.Observed, null),
        new(entitlement), At(at), script.Reader.Read(position is { } p ? Knowledge.AtPosition(p) : Knowledge.Latest), Page.All)!.Rows.Select(r => r.Holder);
}
