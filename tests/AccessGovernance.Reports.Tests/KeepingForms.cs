using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tests;

/// <summary>Closings recorded hashes of items in these forms: each is written to the byte as it was, whatever program makes it.</summary>
public sealed class KeepingForms
{
    [Theory, InlineData(ItemColumns.FirstForm), InlineData(ItemColumns.FormWithAccounts)]
    public async Task Items_are_written_to_the_byte_as_they_were(int form)
    {
        var story = await ReportStory.ToldAt(new SteadyClock());
        await story.GivenTurns();
        var account = await story.GivenAccount();

        var written = await Csv(story, ReportStory.Campaign, form) + await Csv(story, account, form);

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Samples", $"items.form-{form}.csv")), written);
    }

    [Theory, InlineData(ItemColumns.FirstForm), InlineData(ItemColumns.FormWithAccounts)]
    public async Task A_campaign_that_was_closed_without_telling_its_form_is_found_by_its_hash(int form)
    {
        var story = await ReportStory.Told();
        var made = await story.Reports.InForm(form).Write(ReportStory.Campaign, story.Position, default, ReportForm.Csv, Stream.Null, default);
        var closing = new CampaignClosed(story.Position, made!.Sha256);
        await story.GivenLater();

        Assert.Equal(form, await story.Reports.FormOf(ReportStory.Campaign, closing, default));
        Assert.Equal(7, await story.Reports.FormOf(ReportStory.Campaign, new CampaignClosedInForm(closing.Position, 7, closing.ReportSha256), default));
    }

    [Fact]
    public void There_is_a_sample_of_every_form()
    {
        var samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples")).Length;
        Assert.Equal(ItemColumns.LatestForm + 1, samples);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CampaignReports(null!).InForm(ItemColumns.LatestForm + 1));
    }

    [Fact]
    public void Every_value_of_a_report_has_a_word()
    {
        All<OutcomeKind>(ReportWords.Of);
        All<CaseState>(ReportWords.Of);
        All<Answer>(ReportWords.Of);
        All<AdviceReason>(ReportWords.Of);
        All<CauseKind>(ReportWords.Of);
        All<CampaignStatus>(ReportWords.Of);
        All<NoResponse>(ReportWords.Of);
        All<Recommendation>(ReportWords.Of);
        All<ReplacementCause>(ReportWords.Of);
        All<ResolutionResult>(ReportWords.Of);
        All<Removal>(ReportWords.Of);
        All<RemediationAction>(ReportWords.Of);
        All<Risk>(ReportWords.Of);
        All<StageResults>(ReportWords.Of);
        All<StrategyKind>(ReportWords.Of);
        Assert.All(Enum.GetValues<ReviewerKinds>().Where(k => k != ReviewerKinds.None), k => Assert.NotEmpty(ReportWords.Of(k)));
        Assert.All(typeof(CampaignEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CampaignEvent)) && !t.IsAbstract),
            t => Assert.NotEmpty(ReportWords.Of((CampaignEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t))));
    }

    private static void All<T>(Func<T, string> word)
        where T : struct, Enum => Assert.Equal(Enum.GetValues<T>().Length, Enum.GetValues<T>().Select(word).Distinct().Count());

    private static async Task<string> Csv(ReportStory story, CampaignId campaign, int form)
    {
        var bytes = new MemoryStream();
        await story.Reports.InForm(form).Write(campaign, story.Position, new(5_000), ReportForm.Csv, bytes, CancellationToken.None);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Stamps that are the same each time.</summary>
    private sealed class SteadyClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000);
    }
}
