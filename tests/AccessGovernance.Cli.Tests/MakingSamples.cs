using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;
using AccessGovernance.Cli.Sampling;

namespace AccessGovernance.Cli.Tests;

public sealed class MakingSamples
{
    private static readonly SampleSize Size = new(400, 6, 7);
    private static readonly List<HistoryRow> Rows = [.. Sample.Rows(Size, CancellationToken.None)];

    [Fact]
    public async Task Writes_the_same_bytes_for_the_same_numbers_and_others_for_another_seed()
    {
        using var folder = new Folder();
        var hashes = new List<string>();
        foreach (var (seed, name) in new[] { ("3", "a"), ("3", "b"), ("4", "c") })
        {
            Assert.Equal(0, await new Terminal().RunAsync("sample", "--identities", "50", "--years", "2", "--seed", seed, "--out", folder.File(name)));
            hashes.Add(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(folder.File(name)))));
        }
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public async Task Prints_what_it_would_write_and_what_the_import_reads_back()
    {
        var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("sample", "--identities", "400", "--years", "6", "--seed", "7"));
        Assert.Equal(Rows, HistoryReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(terminal.Out))).Rows);
    }

    [Fact]
    public void Stays_as_it_was_in_every_version()
    {
        var text = new StringWriter();
        foreach (var row in Sample.Rows(new SampleSize(20, 1, 1), CancellationToken.None))
            text.Write($"{row.RecordedAt} {row.EffectiveAt} {row.Operation} {row.Subject} {row.Object}\n");
        Assert.Equal("02e03626f1192804", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16]);
    }

    [Fact]
    public void Records_in_order_never_before_it_took_effect_and_nothing_that_cannot_be_said()
    {
        var open = new HashSet<(ImportRelation, string, string)>();
        Assert.All(Rows.Zip(Rows.Skip(1)), pair => Assert.True(pair.First.RecordedAt <= pair.Second.RecordedAt && pair.First.Seq < pair.Second.Seq));
        foreach (var row in Rows)
        {
            Assert.True(row.EffectiveAt <= row.RecordedAt, $"row {row.Seq}");
            Assert.Null(IdRule.Problem(row.Subject) ?? IdRule.Problem(row.Object));
            var fact = (row.Relation, row.Subject, row.Object);
            Assert.True(row.Operation == ImportOperation.Add ? open.Add(fact) : open.Remove(fact), $"row {row.Seq}");
        }
    }

    [Fact]
    public void Has_joiners_leavers_late_and_corrected_records_and_access_that_was_forgotten()
    {
        var holds = Rows.Where(r => r.Relation == ImportRelation.Holds).ToList();
        var joined = holds.GroupBy(r => r.Subject).Select(g => g.First().RecordedAt).ToList();
        var secondYear = SampleTime.Midnight(Size.Start.AddYears(1));
        Assert.InRange(joined.Count(j => j > secondYear), Size.Identities / 4, Size.Identities * 3 / 4);
        Assert.InRange(holds.Count(r => r.Operation == ImportOperation.Remove) / (double)holds.Count, 0.25, 0.5);
        Assert.InRange(holds.Count(r => r.RecordedAt - r.EffectiveAt > 86_400_000) / (double)holds.Count, 0.08, 0.4);
        var begun = holds.Where(r => r.Operation == ImportOperation.Add).Select(r => (r.Subject, r.Object, r.EffectiveAt)).ToHashSet();
        Assert.True(holds.Count(r => r.Operation == ImportOperation.Remove && begun.Contains((r.Subject, r.Object, r.EffectiveAt))) > 20);
        var staff = OpenAtEnd(r => r.Object == SampleEntitlements.Everybody).Select(r => r.Subject).ToHashSet();
        Assert.Contains(OpenAtEnd(r => !r.Subject.StartsWith("svc-", StringComparison.Ordinal)), r => !staff.Contains(r.Subject));
    }

    [Fact]
    public void Has_popular_entitlements_and_roles_that_confer_over_three_steps()
    {
        var holders = Rows.Where(r => r.Relation == ImportRelation.Holds && r.Object.Contains(':', StringComparison.Ordinal)
            && r.Object.Contains('/', StringComparison.Ordinal)).GroupBy(r => r.Object).Select(g => g.Count()).OrderDescending().ToList();
        Assert.True(holders[0] > 5 * holders[holders.Count / 2]);
        var edges = Rows.Where(r => r.Relation == ImportRelation.Confers).ToLookup(r => r.Subject, r => r.Object);
        var manager = Assert.Single(Rows.Where(r => r.Object.EndsWith("/manager", StringComparison.Ordinal)).Select(r => r.Object).Distinct().Take(1));
        Assert.Contains(edges[manager], job => edges[job].Any(group => edges[group].Any()));
    }

    [Theory]
    [InlineData("--identities", "9", "'9' is not a whole number from 10 to 200000")]
    [InlineData("--years", "31", "'31' is not a whole number from 1 to 30")]
    [InlineData("--seed", "x", "'x' is not a whole number from 0 to 2147483647")]
    public async Task Says_what_is_allowed(string option, string value, string said)
    {
        var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync("sample", option, value));
        Assert.Contains($"{option}: {said}", terminal.Error, StringComparison.Ordinal);
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Refuses_what_is_too_large_together_and_to_write_over_a_file()
    {
        var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync("sample", "--identities", "200000", "--years", "30"));
        Assert.Contains("at most 1,000,000", terminal.Error, StringComparison.Ordinal);
        using var folder = new Folder();
        var mine = folder.Write("mine.tsv", "mine");
        Assert.Equal(2, await terminal.RunAsync("sample", "--identities", "10", "--years", "1", "--out", mine));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine));
        Assert.Equal(2, await terminal.RunAsync("sample", "--out", folder.File("no/such/folder.tsv")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private static IEnumerable<HistoryRow> OpenAtEnd(Func<HistoryRow, bool> which) =>
        Rows.Where(r => r.Relation == ImportRelation.Holds && which(r)).GroupBy(r => (r.Subject, r.Object)).Select(g => g.Last())
            .Where(r => r.Operation == ImportOperation.Add);
}
