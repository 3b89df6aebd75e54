using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reports.Tables;
using Parquet;

namespace AccessGovernance.Reports.Tests;

/// <summary>Tables about the campaign of <see cref="ReportStory"/>: one item certified after a change of mind, one revoked and gone.</summary>
public sealed class ReportingTables
{
    private static readonly Instant Tomorrow = new(TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());

    [Fact]
    public async Task Counts_each_application()
    {
        var row = (await Rows((s, t) => s.Tables.ByApplication(ReportStory.Campaign, t, default))).Single();

        Assert.Equal(("app", 2, 0, 1, 1, 0), (row.GetProperty("application").GetString(), Number(row, "items"), Number(row, "open"), Number(row, "certified"),
            Number(row, "revoked"), Number(row, "kept_not_reviewed")));
        Assert.Equal((3, 3, 1), (Number(row, "answers"), Number(row, "in_bulk"), Number(row, "changes_of_mind")));
        Assert.Equal((1, 0, 1), (Number(row, "cases"), Number(row, "open_cases"), Number(row, "observed_absent")));
        Assert.Equal(1.0, row.GetProperty("median_hours_until_observed_absent").GetDouble());
    }

    [Fact]
    public async Task Counts_what_each_reviewer_said_at_last_and_how_often_they_changed_it()
    {
        var row = (await Rows((s, t) => s.Tables.ByReviewer(ReportStory.Campaign, t, default))).Single();

        Assert.Equal(("max", 2, 2, 0), (row.GetProperty("person").GetString(), Number(row, "items"), Number(row, "answered"), Number(row, "unanswered")));
        Assert.Equal((3, 1, 1, 1), (Number(row, "answers"), Number(row, "certified"), Number(row, "revoked"), Number(row, "changes_of_mind")));
        Assert.Equal((3, 2), (Number(row, "recommendation_shown"), Number(row, "recommendation_followed")));
    }

    [Fact]
    public async Task Lists_what_is_open_and_nothing_that_ended()
    {
        var story = await ReportStory.Told();
        Assert.Empty(await Rows(story, (s, t) => s.Tables.OpenRemediation(ReportStory.Campaign, t, default)));

        await story.GivenLater();

        var row = (await Rows(story, async (s, t) => await s.Tables.OpenRemediation([ReportStory.Campaign], "all campaigns", t, default))).Single();
        Assert.Equal((2, "reappeared", "true", "true"), (Number(row, "item"), row.GetProperty("state").GetString(), row.GetProperty("overdue").GetString(),
            row.GetProperty("listed_in_sign_off").GetString()));
    }

    [Fact]
    public async Task Shows_campaigns_of_a_definition_with_their_shares()
    {
        var definition = new DefinitionId(new Guid("00000000-0000-4000-8000-000000000009"));
        var unknown = new CampaignId(Guid.NewGuid());

        var row = (await Rows(async (s, t) => await s.Tables.Trend(definition, [unknown, ReportStory.Campaign], t, default))).Single();

        Assert.Equal((0.5, 0.0, 1.0), (row.GetProperty("revoked_share").GetDouble(), row.GetProperty("silence_share").GetDouble(),
            row.GetProperty("bulk_share").GetDouble()));
        Assert.Equal((ReportStory.Campaign.ToString(), "signed-off"), (row.GetProperty("campaign").GetString(), row.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData(1, 0, 12, "reviewed")]
    [InlineData(1_001, 0, 12, "granted-anew")]
    [InlineData(1, 400, 12, "too-long-ago")]
    [InlineData(1, 400, 14, "reviewed")]
    [InlineData(1, -10, 12, "never")]
    public async Task Covers_what_was_answered_lately_about_access_that_is_still_the_same(long since, int daysLater, int months, string expected)
    {
        var story = await ReportStory.Told();
        var at = Tomorrow.Plus(TimeSpan.FromDays(daysLater));
        HeldRow[] held = [Held("=jane", "entitlement, \"1\"", since), Held("bob", "other", 5)];

        var (csv, made) = await Write(story, ReportForm.Csv, (s, t) =>
            Some(s.Tables.Coverage(new(at, months, "all applications"), [ReportStory.Campaign], held, t, default)));

        var lines = Encoding.UTF8.GetString(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("bob,other,app,true,1970-01-01T00:00:00.005Z,active,never,", lines[^1], StringComparison.Ordinal);
        Assert.Equal(expected == "reviewed" ? 1 : 2, made.Rows);
        Assert.Equal(expected != "reviewed", lines[1].Contains($",{expected},", StringComparison.Ordinal) && lines.Length == 3);
    }

    [Fact]
    public async Task Takes_silence_for_no_review()
    {
        var story = await ReportStory.Told();
        var silent = await story.GivenSilence("kept");

        var (csv, _) = await Write(story, ReportForm.Csv, (s, t) =>
            Some(s.Tables.Coverage(new(Tomorrow, 12, "all applications"), [silent, ReportStory.Campaign], [Held("=jane", "kept", 1)], t, default)));

        var row = Encoding.UTF8.GetString(csv).Split("\r\n")[1];
        Assert.Contains($",not-answered,{silent},1,", row, StringComparison.Ordinal);
        Assert.EndsWith(",kept", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_the_same_bytes_for_ever_in_every_form()
    {
        var story = await ReportStory.Told();
        var position = story.Position;
        var before = await Write(story, ReportForm.Csv, position);
        await story.GivenLater();
        foreach (var form in new[] { ReportForm.Csv, ReportForm.Json, ReportForm.Parquet })
            Assert.Equal(before.Made.Sha256, (await Write(story, form, position)).Made.Sha256);
        var again = await Write(story, ReportForm.Csv, position);
        Assert.Equal(before.Bytes, again.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(again.Bytes)), again.Made.Sha256);
        Assert.Contains($"position {position}", again.Made.Asked.Query, StringComparison.Ordinal);
        Assert.Equal((await Write(story, ReportForm.Json, position)).Bytes, (await Write(story, ReportForm.Json, position)).Bytes);
        await using var parquet = await ParquetReader.CreateAsync(new MemoryStream((await Write(story, ReportForm.Parquet, position)).Bytes));
        Assert.Equal(1, parquet.RowGroups.Sum(g => g.RowCount));
    }

    [Fact]
    public async Task Knows_who_was_synthetic_at_a_position()
    {
        var story = await ReportStory.Told();
        await story.GivenSynthetic("robot", true);
        var before = story.Position;
        await story.GivenSynthetic("person", false);
        await story.GivenSynthetic("later", true);

        Assert.Equal([new("robot")], await story.Tables.Synthetic(before, default));
        Assert.Equal(["later", "robot"], (await story.Tables.Synthetic(story.Position, default)).Select(i => i.Value).Order());
    }

    private static HeldRow Held(string identity, string entitlement, long since) => new(new(identity), new(entitlement), new("app"), true, new(since), false);

    private static async Task<TableMade?> Some(Task<TableMade> made) => await made;

    private static Task<(byte[] Bytes, TableMade Made)> Write(ReportStory story, ReportForm form, long position) =>
        Write(story, form, (s, t) => s.Tables.ByApplication(ReportStory.Campaign, t with { Position = position }, default));

    private static async Task<(byte[] Bytes, TableMade Made)> Write(ReportStory story, ReportForm form, Func<ReportStory, TableTarget, Task<TableMade?>> write)
    {
        var bytes = new MemoryStream();
        var made = await write(story, new(story.Position, new Instant(5_000_000), form, bytes));
        return (bytes.ToArray(), made!);
    }

    private static async Task<List<JsonElement>> Rows(Func<ReportStory, TableTarget, Task<TableMade?>> write) => await Rows(await ReportStory.Told(), write);

    private static async Task<List<JsonElement>> Rows(ReportStory story, Func<ReportStory, TableTarget, Task<TableMade?>> write)
    {
        var (bytes, made) = await Write(story, ReportForm.Json, write);
        using var json = JsonDocument.Parse(bytes);
        Assert.Equal(made.Sha256, json.RootElement.GetProperty("rows_csv_sha256").GetString());
        Assert.Equal(made.Rows, json.RootElement.GetProperty("rows_count").GetInt64());
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.Clone())];
    }

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();
}
