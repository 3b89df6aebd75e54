using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;
using static AccessGovernance.AccessHistory.Tests.ObservedScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Access that went on working after it should have been gone, and whose delay that was.</summary>
[Trait("Rule", "4")]
[Trait("Rule", "5")]
public sealed class ExposedAccess
{
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithApplication("other", 0)
        .WithEntitlements("app", "e", "f", "role").WithEntitlements("other", "g").WithIdentities("i");

    [Fact]
    public void A_leaver_who_was_recorded_late_is_late_by_the_source_first_and_by_us_then()
    {
        script.Grant("i", "e", From(0), 0);
        script.Report("app", 1, 10, Account(1, "i", "e"));
        Terminate(at: 20, recorded: 25);
        script.Report("app", 2, 30, Account(1, "i", "e"));
        script.Report("app", 3, 40, Account(1, "i"));
        Assert.Equal("e app entitled 20 observed 40 told 25 source [20, 25) us [25, 40) unknown [41, 50)", Assert.Single(Exposed(null, 50)));
        Assert.Equal("e app entitled 20 observed 40 told 25 source  us [38, 40) unknown ", Assert.Single(Exposed(38, 41)));
    }

    [Fact]
    public void What_reports_say_was_gone_in_time_is_no_exposure()
    {
        script.Grant("i", "e", From(0), 0);
        script.Report("app", 1, 10, Account(1, "i", "e"));
        script.Report("app", 2, 18, Account(1, "i"));
        Terminate(at: 20, recorded: 20);
        script.Report("app", 3, 50, Account(1, "i"));
        Assert.Equal("e app entitled 20 observed  told 20 source  us  unknown ", Assert.Single(Exposed(null, 50)));
    }

    [Fact]
    public void Where_nobody_looked_nothing_is_known()
    {
        script.Grant("i", "g", From(0), 0);
        script.Grant("i", "e", From(0), 0);
        Terminate(at: 20, recorded: 22);
        script.Report("app", 1, 30, Account(1, "i", "e"));
        Assert.Equal(
            [
                // Seen at the report, and nobody has looked since.
                "e app entitled 20 observed forever told 22 source  us [30, 31) unknown [20, 30), [31, 50)",
                "g other entitled 20 observed  told 22 source  us  unknown [20, 50)",
            ], Exposed(null, 50));
        Assert.Equal(["app", "other"], Answer(null, 50).Coverage.Select(c => c.Application.Value));
    }

    [Fact]
    public void After_an_incident_what_nobody_ended_is_late_by_the_source_and_what_nobody_granted_by_us()
    {
        script.Grant("i", "e", From(0), 0);
        script.Report("app", 1, 10, Account(1, "i", "e", "f"));
        script.Report("app", 2, 49, Account(1, "i", "e", "f"));
        Assert.Equal(
            [
                "e app entitled forever observed forever told  source [20, 50) us  unknown ",
                "f app entitled  observed forever told  source  us [20, 50) unknown ",
            ], Exposed(20, 50));
        Assert.Empty(Answer(null, 50).Rows);
        Assert.Null(Answer(null, 50).Since);
    }

    [Fact]
    public void What_a_role_no_longer_confers_ended_when_that_was_recorded()
    {
        script.Grant("i", "role", From(0), 0);
        var edge = script.Confer("role", "e", From(0), 1);
        script.Report("app", 1, 10, Account(1, "i", "e"));
        script.Record(EventLog.StreamNames.Conferrals, new Domain.Conferrals.ConferralEnded(edge, new(20), null), 23);
        script.Report("app", 2, 40, Account(1, "i"));
        Assert.Contains("e app entitled 20 observed 40 told 23 source [20, 23) us [23, 40) unknown ", Exposed(20, 41));
    }

    [Fact]
    public void What_was_planned_to_end_is_late_by_us_alone()
    {
        script.Grant("i", "e", Span(0, 20), 0);
        script.Report("app", 1, 10, Account(1, "i", "e"));
        script.Report("app", 2, 30, Account(1, "i"));
        Assert.Equal("e app entitled 20 observed 30 told 20 source  us [20, 30) unknown ", Assert.Single(Exposed(20, 31)));
        var page = script.Reader.GetExposure(Asked(20, 31), script.Reader.Latest, new(new("e", "app"), 1), default)!;
        Assert.Empty(page.Rows);
        Assert.Throws<OperationCanceledException>(() => script.Reader.GetExposure(Asked(20, 31), script.Reader.Latest, Page.All, new(canceled: true)));
    }

    private void Terminate(long at, long recorded) => script.OfIdentity("i", new IdentityTerminated(new(at), null, null), recorded);

    private static AskedExposure Asked(long? since, long until) => new(new("i"), since is { } s ? new Instant(s) : null, new(until));

    private ExposureAnswer Answer(long? since, long until) => script.Reader.GetExposure(Asked(since, until), script.Reader.Latest, Page.All, default)!;

    private List<string> Exposed(long? since, long until) => [.. Answer(since, until).Rows.Select(Text)];

    private static string Text(Exposure row) => $"{row.Entitlement} {row.Application} entitled {Text(row.EntitledUntil)} observed {Text(row.ObservedUntil)} "
        + $"told {Text(row.ToldAt)} source {Text(row.LateBySource)} us {Text(row.LateByUs)} unknown {Text(row.NotKnown)}";

    private static string Text(Instant? at) => at == Instant.Forever ? "forever" : $"{at?.Milliseconds}";

    private static string Text(IReadOnlyList<Period> spans) => string.Join(", ", spans.Select(s => $"[{s.From.Milliseconds}, {s.Until.Milliseconds})"));
}
