using System.Text.Json;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Reports;

/// <summary>The summary of a campaign as JSON: what was asked, what came of it, and the hash of the CSV that lists the items.</summary>
internal static class SummaryJson
{
    public static void Write(Stream to, ReportHead head, CampaignFigures figures, string itemsSha256)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        WriteHead(json, head, itemsSha256);
        WriteDefinition(json, head.Basis);
        WritePopulation(json, head, figures);
        Counts(json, "outcomes", figures.Outcomes.Select(o => (ReportWords.Of(o.Key), o.Value)));
        Counts(json, "cases", figures.Cases.Select(c => (ReportWords.Of(c.Key), c.Value)));
        WriteQuality(json, figures);
        WriteReviewers(json, figures);
        WriteSignOff(json, head);
        WriteSteps(json, head);
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, ReportHead head, string itemsSha256)
    {
        json.WriteString("campaign", head.Campaign.ToString());
        json.WriteString("query", head.Query);
        json.WriteString("valid_at", ItemColumns.Time(head.Basis.ValidAt));
        json.WriteNumber("known_at_position", head.Basis.Position);
        if (head.Basis.SourceKnownAt is { } source)
            json.WriteString("source_known_at", ItemColumns.Time(source));
        json.WriteNumber("position", head.Position);
        json.WriteString("recorded_at", ItemColumns.Time(head.RecordedAt));
        json.WriteString("generator", ReportHead.Generator);
        json.WriteString("items_csv_sha256", itemsSha256);
    }

    private static void WriteDefinition(Utf8JsonWriter json, LaunchBasis basis)
    {
        var settings = basis.Settings;
        json.WriteStartObject("definition");
        json.WriteString("id", basis.Definition.ToString());
        json.WriteNumber("version", basis.Version);
        json.WriteString("name", settings.Name);
        json.WriteString("owner", settings.Owner.Value);
        json.WriteString("scope_condition", settings.Scope.Condition?.Value);
        Texts(json, "scope_applications", settings.Scope.Applications.Select(a => a.Value));
        Texts(json, "scope_entitlements", settings.Scope.Entitlements.Select(e => e.Value));
        json.WriteStartArray("exclusions");
        foreach (var exclusion in settings.Exclusions)
        {
            json.WriteStartObject();
            json.WriteString("condition", exclusion.Condition.Value);
            json.WriteString("reason", exclusion.Reason);
            json.WriteString("approved_by", exclusion.ApprovedBy.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "stages", settings.Stages.Select(StageOf));
        json.WriteString("iteration_of", basis.IterationOf?.ToString());
        json.WriteEndObject();
    }

    internal static string StageOf(StageDefinition stage) =>
        $"{stage.Name}: {ReportWords.Of(stage.Strategy.Kind)}, {stage.Days} business days, no response: {ReportWords.Of(stage.NoResponse)}";

    private static void WritePopulation(Utf8JsonWriter json, ReportHead head, CampaignFigures figures)
    {
        var population = head.Population;
        json.WriteStartObject("population");
        json.WriteNumber("items", population.Items);
        if (!head.IsWithinScope)
            json.WriteNumber("considered", population.Considered);
        json.WriteNumber("without_reviewer", population.WithoutReviewer);
        json.WriteString("sha256", population.Sha256);
        if (head.Kept is { } kept)
        {
            json.WriteNumber("own_access_kept", kept.Items);
            Texts(json, "own_access_kept_of", kept.Persons.Select(p => p.Value));
        }
        if (head.LeftOut is { } leftOut)
        {
            json.WriteNumber("own_access_left_out", leftOut.Items);
            Texts(json, "own_access_left_out_of", leftOut.Persons.Select(p => p.Value));
        }
        // Once as frozen and once as counted from the rows: an auditor sees that none is missing.
        Counts(json, "applications", population.Counts.Select(c => (c.Application.Value, c.Items)));
        Counts(json, "applications_counted", figures.Applications.Select(a => (a.Key, a.Value)));
        json.WriteEndObject();
    }

    private static void WriteQuality(Utf8JsonWriter json, CampaignFigures figures)
    {
        Counts(json, "decisions",
        [
            ("answers", figures.Answers), ("in_bulk", figures.InBulk), ("changes_of_mind", figures.ChangesOfMind), ("delegations", figures.Delegations),
            ("decided_by_silence", figures.BySilence), ("recommendation_shown", figures.RecommendationShown),
            ("recommendation_followed", figures.RecommendationFollowed), ("exceptions", figures.Exceptions),
        ]);
        if (figures.MedianRemediation is { } median)
            json.WriteNumber("median_hours_until_observed_absent", Math.Round(median.TotalHours, 1));
        Texts(json, "reciprocal_reviewers", figures.Reciprocal.Select(p => $"{p.First} and {p.Second}"));
    }

    private static void WriteReviewers(Utf8JsonWriter json, CampaignFigures figures)
    {
        json.WriteStartArray("reviewers");
        foreach (var (person, reviewer) in figures.Reviewers)
        {
            json.WriteStartObject();
            json.WriteString("person", person);
            json.WriteNumber("items", reviewer.Items);
            json.WriteNumber("answered", reviewer.Answered);
            json.WriteNumber("signed_off", reviewer.SignedOff);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSignOff(Utf8JsonWriter json, ReportHead head)
    {
        if (head.SignOff is not { } signed)
            return;
        json.WriteStartObject("sign_off");
        json.WriteString("by", signed.By.Value);
        json.WriteString("role", signed.Role);
        json.WriteString("statement", signed.Statement);
        json.WriteString("at", ItemColumns.Time(head.SignedOffAt));
        json.WriteStartArray("still_open");
        foreach (var item in signed.Open.Items())
            json.WriteNumberValue(item.Value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, ReportHead head)
    {
        json.WriteStartArray("course");
        // How often a launch was interrupted is nothing of the review.
        foreach (var step in head.Steps.Where(s => s.What is not LaunchAttempted))
        {
            json.WriteStartObject();
            json.WriteNumber("position", step.Position);
            json.WriteString("at", ItemColumns.Time(step.At));
            json.WriteString("by", step.Actor);
            json.WriteString("what", ReportWords.Of(step.What));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter json, string name, IEnumerable<(string Name, long Count)> counts)
    {
        json.WriteStartObject(name);
        foreach (var (what, count) in counts)
            json.WriteNumber(what, count);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
