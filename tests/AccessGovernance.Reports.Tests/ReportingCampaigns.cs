using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parquet;
using UglyToad.PdfPig;

namespace AccessGovernance.Reports.Tests;

public sealed class ReportingCampaigns
{
    [Fact]
    public async Task Lists_every_item_with_what_became_of_it()
    {
        var story = await ReportStory.Told();

        var (made, csv) = await story.Write(ReportForm.Csv, story.Position);

        var lines = Encoding.UTF8.GetString(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(string.Join(',', ItemColumns.InForm(ItemColumns.LatestForm).Names), lines[0]);
        // A spreadsheet must not take an id for a formula.
        Assert.StartsWith("1,\"'=jane\",,\"entitlement, \"\"1\"\"\",app,high,jane,true,", lines[1], StringComparison.Ordinal);
        Assert.Contains("line-manager:sue=gone | line-manager:max=found", lines[1], StringComparison.Ordinal);
        Assert.Contains(",1,,,0,,certified,false,", lines[1], StringComparison.Ordinal);
        Assert.Contains("observed-absent,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z", lines[2], StringComparison.Ordinal);
        Assert.Equal(2, made.Rows);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(csv)), made.Sha256);
    }

    [Fact]
    public async Task Is_the_same_for_ever_whatever_is_recorded_later()
    {
        var story = await ReportStory.Told();
        var position = story.Position;
        var before = await story.Write(ReportForm.Csv, position);
        var summary = await story.Write(ReportForm.Json, position);

        await story.GivenLater();

        Assert.Equal(before.Bytes, (await story.Write(ReportForm.Csv, position)).Bytes);
        Assert.Equal(summary.Bytes, (await story.Write(ReportForm.Json, position)).Bytes);
        var later = await story.Write(ReportForm.Csv, story.Position);
        Assert.NotEqual(before.Made.Sha256, later.Made.Sha256);
        Assert.Contains(",reappeared,", Encoding.UTF8.GetString(later.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_in_the_summary_what_the_rows_say()
    {
        var story = await ReportStory.Told();
        var items = await story.Write(ReportForm.Csv, story.Position);

        using var json = JsonDocument.Parse((await story.Write(ReportForm.Json, story.Position)).Bytes);

        var root = json.RootElement;
        Assert.Equal(items.Made.Sha256, root.GetProperty("items_csv_sha256").GetString());
        Assert.Equal(story.Position, root.GetProperty("position").GetInt64());
        Assert.Equal(2, root.GetProperty("population").GetProperty("applications_counted").GetProperty("app").GetInt64());
        Assert.Equal((1, 1), (root.GetProperty("outcomes").GetProperty("certified").GetInt64(),
            root.GetProperty("outcomes").GetProperty("revoked").GetInt64()));
        var decisions = root.GetProperty("decisions");
        Assert.Equal((3, 3, 1), (decisions.GetProperty("answers").GetInt64(), decisions.GetProperty("in_bulk").GetInt64(),
            decisions.GetProperty("changes_of_mind").GetInt64()));
        Assert.Equal((3, 2), (decisions.GetProperty("recommendation_shown").GetInt64(), decisions.GetProperty("recommendation_followed").GetInt64()));
        Assert.Equal(1.0, root.GetProperty("median_hours_until_observed_absent").GetDouble());
        Assert.Equal(("sue", "Audit", 2), (root.GetProperty("sign_off").GetProperty("by").GetString(),
            root.GetProperty("sign_off").GetProperty("role").GetString(),
            root.GetProperty("sign_off").GetProperty("still_open")[0].GetInt32()));
    }

    [Fact]
    public async Task Tells_a_sign_off_and_a_closing_in_whichever_shape_they_were_recorded()
    {
        var story = await ReportStory.Told();
        await story.GivenSignedAnew();

        using var json = JsonDocument.Parse((await story.Write(ReportForm.Json, story.Position)).Bytes);

        var signed = json.RootElement.GetProperty("sign_off");
        Assert.Equal(("Second", "1 2"), (signed.GetProperty("role").GetString(), string.Join(' ', signed.GetProperty("still_open").EnumerateArray())));
        Assert.Equal(["campaign-signed-off", "campaign-signed-off", "campaign-closed"],
            json.RootElement.GetProperty("course").EnumerateArray().Select(s => s.GetProperty("what").GetString()).TakeLast(3));
        using var pdf = PdfDocument.Open((await story.Write(ReportForm.Pdf, story.Position)).Bytes);
        Assert.Contains("sue, Second", string.Concat(pdf.GetPages().Select(p => p.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_a_pdf_that_says_who_signed_and_names_the_items_by_their_hash()
    {
        var story = await ReportStory.Told();

        var (made, bytes) = await story.Write(ReportForm.Pdf, story.Position);

        using var pdf = PdfDocument.Open(bytes);
        var text = string.Concat(pdf.GetPages().Select(p => p.Text));
        Assert.Contains(made.Sha256, text, StringComparison.Ordinal);
        Assert.Contains("sue, Audit", text, StringComparison.Ordinal);
        Assert.Contains("Przegl[U+0105]d", text, StringComparison.Ordinal);
        Assert.Contains("all seen", text, StringComparison.Ordinal);
        Assert.Equal(bytes, (await story.Write(ReportForm.Pdf, story.Position)).Bytes);
    }

    [Fact]
    public async Task Makes_a_parquet_file_of_the_same_rows()
    {
        var story = await ReportStory.Told();
        var (made, bytes) = await story.Write(ReportForm.Parquet, story.Position);

        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes));

        Assert.Equal(ItemColumns.InForm(ItemColumns.LatestForm).Names, reader.Schema.DataFields.Select(f => f.Name));
        Assert.Equal(2, reader.RowGroups.Sum(g => g.RowCount));
        Assert.Equal((await story.Write(ReportForm.Csv, story.Position)).Made.Sha256, made.Sha256);
    }

    [Theory, InlineData(ReportForm.Json), InlineData(ReportForm.Pdf)]
    public async Task Tells_who_sees_some_applications_alone_nothing_of_how_much_there_is_elsewhere(ReportForm form)
    {
        var story = await ReportStory.Told();
        var bytes = new MemoryStream();

        var made = await story.Reports.WithinScope().Write(ReportStory.Campaign, story.Position, new(5_000), form, bytes, CancellationToken.None);

        var all = await story.Write(form, story.Position);
        Assert.Equal(all.Made.Sha256, made!.Sha256);
        Assert.Equal((true, false), (SaysConsidered(all.Bytes), SaysConsidered(bytes.ToArray())));

        bool SaysConsidered(byte[] report)
        {
            if (form == ReportForm.Json)
                return System.Text.Encoding.UTF8.GetString(report).Contains("\"considered\"", StringComparison.Ordinal);
            using var pdf = PdfDocument.Open(report);
            return string.Concat(pdf.GetPages().Select(p => p.Text)).Contains("considered", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Is_not_made_of_a_campaign_that_was_not_launched_by_then()
    {
        var story = await ReportStory.Told();

        Assert.Null(await story.Reports.Write(ReportStory.Campaign, 1, default, ReportForm.Csv, Stream.Null, CancellationToken.None));
    }
}
