using System.Diagnostics;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// A review of everything that a large organisation holds: what finding its population takes, with the preview that is made of it; and one whole
/// campaign through a server.
/// </summary>
internal static class ReviewBench
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    public static async Task<Report> Run(string serverDirectory, ReviewedOrganisation organisation, int repetitions, CancellationToken cancellation)
    {
        var report = new Report("review");
        await MeasurePreview(organisation.Anew(), repetitions, report, cancellation);
        using var scratch = new ScratchDirectory();
        await LoadedReview.Store(organisation, scratch.Sub("data"), cancellation);
        await using var server = await RunningServer.Start(serverDirectory, scratch.Sub("data"), StartLimit, cancellation);
        await new ReviewedCampaign(server, report).Run(cancellation);
        return report;
    }

    private static async Task MeasurePreview(ReviewedOrganisation organisation, int repetitions, Report report, CancellationToken cancellation)
    {
        using var loaded = await LoadedReview.Load(organisation, cancellation);
        var finder = new PopulationFinder(loaded.History, loaded.Directory, TimeProvider.System);
        var (found, previewed, memory, allocated) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        CampaignPreview? preview = null;
        for (var i = 0; i < repetitions; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var highest = new HighestMemory();
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var begun = Stopwatch.GetTimestamp();
            var population = finder.Find(new(Settings, ReviewedOrganisation.At, loaded.Position, null), null, cancellation);
            found.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            preview = CampaignPreview.Of(Settings, population);
            previewed.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            memory.Add(highest.Megabytes);
            allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / 1e6);
            GC.KeepAlive(population);
        }
        report.Single("preview_first_s", previewed[0], "");
        report.Figure("preview_s", Figures.Of(previewed), "<= 5");
        report.Figure("preview_find_s", Figures.Of(found), "");
        report.Figure("preview_memory_mb", Figures.Of(memory), "<= 400");
        report.Figure("preview_allocated_mb", Figures.Of(allocated), "");
        report.Condition("items", preview!.Population.Items);
        report.Condition("considered", preview.Population.Considered);
        report.Condition("reviewers", preview.ReviewerCount);
        report.Condition("identities", organisation.Identities);
        report.Condition("entitlements", ReviewedOrganisation.Entitlements);
        report.Condition("population_sha256", preview.Population.Sha256);
    }

    /// <summary>Conditions about identities, entitlements and grants, managers as reviewers, and who owns what where there is none.</summary>
    private static CampaignSettings Settings { get; } = new(
        "Review of everything", new PersonId("P-000000"),
        new CampaignScope(new ConditionText("identity.kind in ('employee', 'contractor') and (risk >= 'low' or cause == 'import')"), [], []),
        [new Exclusion(new ConditionText("department == 'Department 99'"), "There is no such department.", new PersonId("P-000001"))],
        [
            new StageDefinition("Managers", new ReviewerSetting(ReviewerRule.LineManager, ReviewerRule.EntitlementOwner, []), 14,
                OutcomeStrategy.Of(StrategyKind.OneDenyDenies), StageResults.None, EarlierDecisions.Hidden, NoResponse.TakeRecommendation),
        ],
        new BusinessCalendar("UTC", [], []),
        new ReviewRules(JustificationRule.OnChange, Involvements.Requester | Involvements.Approver | Involvements.Provisioner), Notices.Usual, null,
        new RemediationSetting(RemediationMode.Automated, 14));
}
