using AccessGovernance.Domain.Observations;
using static AccessGovernance.AccessHistory.Tests.ObservedScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>What proves that access is gone: a complete report that was taken since, and nothing less.</summary>
[Trait("Rule", "4")]
public sealed class ProvingAbsence
{
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithApplication("other", 0)
        .WithEntitlements("app", "e", "group").WithIdentities("i", "j");

    [Fact]
    public void Access_is_absent_by_the_latest_complete_report_only()
    {
        Assert.Null(Presence("i", 0));
        script.Report("app", 1, 10, Account(1, "i", "e"));
        Assert.Equal((true, 10L, script.Position), Known("i", 0));
        Assert.Null(Presence("i", 10));
        script.Begin("app", 2, SyncKind.Delta, 20);
        script.Part("app", 2, Account(1, "i"));
        Assert.Equal((true, 10L, script.Position - 2), Known("i", 0));
        script.End("app", 2, SyncOutcome.Complete);
        Assert.Equal((false, 20L, script.Position), Known("i", 10));
        Assert.Equal((false, 20L, script.Position), Known("never reported", 10));
        Assert.Equal(10, script.Reader.PresenceOf(new("app"), new("i"), new("e"), default, At(script.Position - 1))!.Report.TakenAt.Milliseconds);
    }

    [Fact]
    public void After_a_gap_a_delta_proves_nothing()
    {
        script.Report("app", 1, 10, Account(1, "i", "e"));
        Sync(2, SyncOutcome.Partial, Account(1, "i"));
        Sync(3, SyncOutcome.Complete, Account(1, "i"));
        Assert.Null(Presence("i", 10));
        script.Report("app", 4, 40, Account(1, "i"));
        Assert.Equal((false, 40L, script.Position), Known("i", 10));
    }

    [Fact]
    public void What_contains_it_counts_and_what_later_reports_name_is_said()
    {
        script.Begin("app", 1, SyncKind.Full, 10);
        script.Part("app", 1, Account(1, "i", "group"));
        script.Nest("app", 1, Nesting("group", "e"));
        script.End("app", 1, SyncOutcome.Complete);
        Assert.Equal((true, true), (Presence("i", 0)!.Present, Presence("i", 0)!.SeenLater));
        script.Report("app", 2, 20, Account(1, "i"));
        Assert.Equal((false, false), (Presence("i", 0)!.Present, Presence("i", 0)!.SeenLater));
        Sync(3, SyncOutcome.Partial, Account(1, "i", "e"));
        Assert.Equal((false, true), (Presence("i", 0)!.Present, Presence("i", 0)!.SeenLater));
    }

    [Fact]
    public void What_an_account_of_nobody_had_is_absent_once_nothing_has_it_that_may_be_that_account()
    {
        script.Begin("app", 1, SyncKind.Full, 10);
        script.Part("app", 1, Account(1, null, "group"), Account(2, null, "e"), Account(3, "j", "e"));
        script.Nest("app", 1, Nesting("group", "e"));
        script.End("app", 1, SyncOutcome.Complete);
        Assert.True(OfAccount(0)!.Present);
        Assert.Null(OfAccount(10));
        script.Report("app", 2, 20, Account(1, null), Account(2, null, "e"), Account(3, "j", "e"));
        Assert.Equal((false, false), (OfAccount(10)!.Present, OfAccount(10)!.SeenLater));
        Assert.True(OfAccount(10, "j")!.Present);
        Assert.False(OfAccount(10, "i")!.Present);
        Assert.True(OfAccount(10, nameless: true)!.Present);
        Sync(3, SyncOutcome.Partial, Account(1, null, "e"));
        Assert.Equal((false, true), (OfAccount(10)!.Present, OfAccount(10)!.SeenLater));
    }

    [Fact]
    public void Whose_word_it_is_goes_back_to_the_last_whole_report()
    {
        script.Report("app", 1, 10, Account(1, "i", "e"));
        script.Begin("app", 2, SyncKind.Delta, 20);
        script.Actor = "another";
        script.Part("app", 2, Account(1, "i"));
        script.Actor = "tester";
        script.End("app", 2, SyncOutcome.Complete);
        script.Actor = "third";
        script.Begin("app", 3, SyncKind.Delta, 30);
        Assert.Equal(["another 20", "tester 10"], Reporters());
        script.End("app", 3, SyncOutcome.Complete);
        Assert.Equal(["another 20", "tester 10", "third 30"], Reporters());
        script.Report("app", 4, 40, Account(1, "i"));
        Assert.Equal(["third 40"], Reporters());

        IEnumerable<string> Reporters() =>
            script.Reader.ReportersOf(new AccessGovernance.Domain.AppId("app"), script.Reader.Latest)
                .Select(r => $"{r.Actor} {r.TakenAt.Milliseconds}").Order();
    }

    [Fact]
    public void Another_application_proves_nothing()
    {
        script.Report("other", 1, 10, Account(1, "j"));
        Assert.Null(Presence("i", 0));
        Assert.Null(script.Reader.PresenceOf(new("other"), new("i"), new("e"), default, script.Reader.Latest));
    }

    [Fact]
    public void Completed_reports_are_heard_of_once_in_their_order()
    {
        script.Report("app", 1, 10, Account(1, "i", "e"));
        var first = script.Position;
        script.Report("other", 2, 10, Account(1, "j"));
        Sync(3, SyncOutcome.Partial, Account(1, "i"));
        Sync(4, SyncOutcome.Complete, Account(1, "i"));
        script.Begin("app", 5, SyncKind.Full, 50);
        Assert.Equal(["app 10", "other 10"], Completed(0));
        Assert.Equal(["other 10"], Completed(first));
        Assert.Equal(["app 10"], script.Reader.ReportsCompletedAfter(0, At(first)).Select(Text));
        script.End("app", 5, SyncOutcome.Complete);
        Assert.Equal(["app 50"], Completed(script.Position - 1));
        Assert.Empty(Completed(script.Position));
    }

    private void Sync(int number, SyncOutcome outcome, ObservedAccount account)
    {
        script.Begin("app", number, SyncKind.Delta, 10 * number);
        script.Part("app", number, account);
        script.End("app", number, outcome);
    }

    private ObservedPresence? Presence(string identity, long newerThan) =>
        script.Reader.PresenceOf(new("app"), new(identity), new("e"), new(newerThan), script.Reader.Latest);

    private ObservedPresence? OfAccount(long newerThan, string? calledLikeIt = null, bool nameless = false) => script.Reader.PresenceOfAccount(
        new("app"), new UnownedAccount(Id(1), calledLikeIt is null ? [] : [new(calledLikeIt)], nameless), new("e"), new(newerThan), script.Reader.Latest);

    private (bool, long, long) Known(string identity, long newerThan) => Presence(identity, newerThan) is { } known
        ? (known.Present, known.Report.TakenAt.Milliseconds, known.Report.Position) : default;

    private IEnumerable<string> Completed(long after) => script.Reader.ReportsCompletedAfter(after, script.Reader.Latest).Select(Text);

    private Reading At(long position) => script.Reader.Read(Knowledge.AtPosition(position));

    private static string Text(CompletedReport report) => $"{report.Application} {report.TakenAt.Milliseconds}";
}
