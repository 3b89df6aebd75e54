namespace AccessGovernance.Cli.Tests;

/// <summary>A report of a target system over a real server: taken in from a file, and compared with what was decided.</summary>
public sealed class ObservingApplications : IAsyncLifetime, IDisposable
{
    private const string Header = "account,identity,entitlement,last_used,contains\n";

    private readonly Folder folder = new();
    private RealServer server = null!;

    public async Task InitializeAsync()
    {
        server = await RealServer.StartAsync();
        await Run("application", "define", "erp", "--governed-from", "2024-01-01", "--fulfilment", "reported");
        await Run("entitlement", "define", "erp:pay", "--application", "erp", "--kind", "role");
        foreach (var identity in new[] { "alice", "bob", "eve" })
            await Run("identity", "register", identity, "--kind", "employee");
        await Run("grant", "alice", "erp:pay");
        await Run("grant", "bob", "erp:pay");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Takes_a_report_in_and_lists_what_differs()
    {
        var file = Write("ALICE,alice,erp:pay,2024-02-03,\n\"x,\"\"y\"\"\",,erp:pay,,\nEVE,eve,Payers,,\n,,Payers,,erp:pay\n");
        var reported = (await Run("observe", file, "--application", "erp", "--output", "json")).Json();
        Assert.Equal(("complete", 3, 0), ((string?)reported["outcome"], (int)reported["accounts"]!, (int)reported["refused"]!));

        var drift = await Run("drift", "erp", "--output", "tsv");
        Assert.Contains("granted-not-held\tbob\terp:pay", drift.Out, StringComparison.Ordinal);
        Assert.Contains("held-not-granted\teve\terp:pay", drift.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", drift.Out, StringComparison.Ordinal);
        Assert.Contains("x,\"y\"", (string?)(await Run("orphans", "erp", "--output", "json")).Json()["orphans"]![0]!["login"], StringComparison.Ordinal);
        var who = (await Run("who", "erp:pay", "--layer", "any", "--output", "json")).Json();
        Assert.Equal(["", "alice", "bob", "eve"], who["holders"]!.AsArray().Select(h => (string?)h!["identity"]));
        Assert.Equal("2024-02-03T00:00:00Z", (string?)who["holders"]![1]!["accounts"]![0]!["last_used"]);
        Assert.Contains("Observed: erp reports from", (await Run("who", "erp:pay", "--layer", "observed")).Out, StringComparison.Ordinal);
        Assert.Equal("reported", (string?)(await Run("application", "show", "erp", "--output", "json")).Json()["fulfilment"]);
    }

    [Fact]
    public async Task Shows_what_differs_and_how_it_went_in_each_layer()
    {
        await Run("observe", Write("ALICE,alice,erp:pay,,\n"), "--application", "erp", "--taken-at", "2024-06-01", "--reason", "late");
        await Run("observe", Write("EVE,eve,erp:pay,,\nSVC,,erp:pay,,\n"), "--application", "erp", "--taken-at", "2024-08-01", "--reason", "late");
        string[] diff = ["diff", "--entitlement", "erp:pay", "--before", "2024-07-01", "--output", "json", "--layer"];
        static IEnumerable<string> Changes(Terminal run) => run.Json()["changes"]!.AsArray()
            .Select(c => $"{c!["identity"]}/{c["difference"]}/{c["observed_difference"]}/{c["accounts"]!.AsArray().Count}");
        Assert.Equal(["//gained/1", "alice/gained/lost/1", "bob/gained//0", "eve//gained/1"], Changes(await Run([.. diff, "any"])));
        Assert.Equal(["//gained/1", "alice//lost/1", "eve//gained/1"], Changes(await Run([.. diff, "observed"])));
        string[] trend = ["trend", "erp:pay", "--from", "2024-05-01", "--until", "2024-09-01", "--layer", "observed"];
        var buckets = (await Run([.. trend, "--output", "json"])).Json()["buckets"]!.AsArray();
        Assert.Equal([null, 1, 1, 1], buckets.Select(b => (int?)b!["holders"]));
        Assert.Equal([null, 0, 0, 1], buckets.Select(b => (int?)b!["accounts_of_nobody"]));
        Assert.DoesNotContain("revocations", (await Run(trend)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_lines_that_are_refused_and_fails()
    {
        var terminal = server.Terminal();
        await Run("application", "define", "crm");
        await Run("entitlement", "define", "crm:sell", "--application", "crm", "--kind", "role");
        var file = Write("ALICE,alice,erp:pay,,\nX,nobody here,erp:pay,,\nY,bob,crm:sell,,\n");
        Assert.Equal(1, await terminal.RunAsync("observe", file, "--application", "erp", "--output", "json"));
        var line = terminal.Json()["refused_lines"]![0]!;
        Assert.Equal((4, "holds[0].entitlement", "partial"), ((int)line["line"]!, (string?)line["field"], (string?)terminal.Json()["outcome"]));
        Assert.Equal((2, 1), ((int)terminal.Json()["accounts"]!, (int)terminal.Json()["unmatched"]!));
    }

    [Fact]
    public async Task Divides_what_one_part_cannot_hold()
    {
        var ids = Enumerable.Range(0, 1_000).Select(i => $"{new string('e', 120)}{i:D4}").ToList();
        var large = string.Concat(ids.Select(id => $"BIG,bob,{id},,\n")) + string.Concat(ids.Select(id => $",,{ids[0]},,x{id}\n"));
        var facts = (await Run("observe", Write(large + "ALICE,alice,erp:pay,,\n"), "--application", "erp", "--output", "json")).Json();
        Assert.Equal(("complete", 1_001, 0), ((string?)facts["outcome"], (int)facts["holdings"]!, (int)facts["refused"]!));
        foreach (var id in new[] { ids[0], ids[^1], "x" + ids[^1] })
        {
            var who = (await Run("who", id, "--layer", "observed", "--output", "json")).Json();
            Assert.Equal(["bob"], who["holders"]!.AsArray().Select(h => (string?)h!["identity"]));
        }
    }

    [Fact]
    public async Task Blames_the_clock_of_this_machine_for_a_time_that_nobody_gave()
    {
        var terminal = server.Terminal();
        terminal.Clock = new LateClock(TimeSpan.FromDays(3));
        Assert.Equal(2, await terminal.RunAsync("observe", Write("ALICE,alice,erp:pay,,\nSVC,,erp:pay,,\n"), "--application", "erp"));
        Assert.Contains("this machine's clock", terminal.Error, StringComparison.Ordinal);
        var facts = (await Run("observe", Write("ALICE,alice,erp:pay,,\nSVC,,erp:pay,,\n"), "--application", "erp", "--output", "json")).Json();
        Assert.Equal((1, 0), ((int)facts["of_nobody"]!, (int)facts["unmatched"]!));
    }

    [Fact]
    public async Task Empties_nothing_unasked_and_lists_the_reports_that_were_made()
    {
        await Run("observe", Write("ALICE,alice,erp:pay,,\n"), "--application", "erp", "--taken-at", "2024-06-01", "--reason", "the export was late");
        var terminal = server.Terminal();
        Assert.Equal(1, await terminal.RunAsync("observe", Write(""), "--application", "erp"));
        Assert.Contains("confirm_empty", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("alice", (string?)(await Run("who", "erp:pay", "--layer", "observed", "--output", "json")).Json()["holders"]![0]!["identity"]);
        await Run("observe", Write(""), "--application", "erp", "--confirm-empty");
        var syncs = (await Run("syncs", "erp", "--output", "json")).Json()["syncs"]!.AsArray();
        Assert.Equal(["complete", "abandoned", "complete"], syncs.Select(s => (string?)s!["outcome"]));
        Assert.Equal(("the export was late", 1), ((string?)syncs[2]!["reason"], (int)syncs[2]!["accounts"]!));
    }

    [Fact]
    public async Task Shows_how_long_the_access_of_a_leaver_went_on()
    {
        await Run("observe", Write("ALICE,alice,erp:pay,,\n"), "--application", "erp");
        var terminal = server.Terminal();
        Assert.Equal(2, await terminal.RunAsync("exposure", "alice"));
        Assert.Contains("--since TIME", terminal.Error, StringComparison.Ordinal);
        await Run("identity", "terminate", "alice");
        await Run("observe", Write("ALICE,alice,erp:pay,,\n"), "--application", "erp");
        var row = (await Run("exposure", "alice", "--output", "json")).Json()["exposures"]!.AsArray().Single()!;
        Assert.Equal(("erp:pay", "erp", "open-ended"), ((string?)row["entitlement"], (string?)row["application"], (string?)row["observed_until"]));
        Assert.Single(row["late_by_us"]!.AsArray());
        Assert.NotEqual("open-ended", (string?)row["entitled_until"]);
    }

    [Fact]
    public async Task Says_first_how_to_go_on()
    {
        var terminal = server.Terminal();
        Assert.NotEqual(0, await terminal.RunAsync("observe", Write("A,,erp:pay,,\n"), "--application", "unknown"));
        Assert.StartsWith("to go on if interrupted: --sync-id ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_with_a_sync_that_was_recorded_already()
    {
        var file = Write("ALICE,alice,erp:pay,,\n");
        string[] command =
        [
            "observe", file, "--application", "erp", "--sync-id", Guid.NewGuid().ToString(), "--taken-at", "2024-06-01",
            "--reason", "a test", "--output", "json",
        ];
        var first = (await Run(command)).Json();
        Assert.Equal(first.ToString(), (await Run(command)).Json().ToString());
    }

    private string Write(string lines)
    {
        var path = folder.File($"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, Header + lines);
        return path;
    }

    private async Task<Terminal> Run(params string[] args)
    {
        var terminal = server.Terminal();
        var code = await terminal.RunAsync(args);
        Assert.True(code == 0, $"agctl {string.Join(' ', args)}: {code}\n{terminal.Error}");
        return terminal;
    }

    private sealed class LateClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }
}
