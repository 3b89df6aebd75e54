using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AccessGovernance.Domain;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace AccessGovernance.Reports;

/// <summary>
/// The summary of a campaign and its sign-off, to be read, printed and signed; the items themselves are in the CSV whose hash it names. Characters
/// that the standard fonts do not have are written as their code points.
/// </summary>
internal sealed partial class SummaryPdf : IDisposable
{
    private const double Left = 56;
    private const double Top = 790;
    private const double Bottom = 60;
    private const double Line = 15;
    private const int MaxCharacters = 95;
    private const int MaxListed = 60;

    private readonly PdfDocumentBuilder document = new();
    private readonly PdfDocumentBuilder.AddedFont plain;
    private readonly PdfDocumentBuilder.AddedFont bold;
    private PdfPageBuilder page;
    private double y = Top;

    private SummaryPdf()
    {
        (plain, bold) = (document.AddStandard14Font(Standard14Font.Helvetica), document.AddStandard14Font(Standard14Font.HelveticaBold));
        page = document.AddPage(PageSize.A4);
    }

    public static byte[] Of(ReportHead head, CampaignFigures figures, string itemsSha256)
    {
        using var pdf = new SummaryPdf();
        pdf.Begin(head, itemsSha256);
        pdf.Population(head, figures);
        pdf.Decisions(figures);
        pdf.Remediation(head, figures);
        pdf.SignOff(head);
        return Identified(pdf.document.Build());
    }

    public void Dispose() => document.Dispose();

    // The library names each file by chance; the same report is to be the same bytes.
    private static byte[] Identified(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var name = TrailerId().Match(text);
        if (!name.Success)
            return pdf;
        var nameless = TrailerId().Replace(text, m => new string('0', m.Length));
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(nameless)));
        var next = 0;
        return Encoding.Latin1.GetBytes(TrailerId().Replace(text, m => string.Concat(m.Value.Select(Renamed))));

        char Renamed(char c) => char.IsAsciiHexDigit(c) ? hash[next++ % hash.Length] : c;
    }

    [GeneratedRegex(@"(?<=/ID\s*\[)[^\]]*(?=\])", RegexOptions.RightToLeft)]
    private static partial Regex TrailerId();

    private void Begin(ReportHead head, string itemsSha256)
    {
        Title($"Access review: {head.Basis.Settings.Name}", 16);
        Fact("Campaign", head.Campaign.ToString());
        Fact("Definition", $"{head.Basis.Definition}, version {head.Basis.Version}");
        Fact("Owner", head.Basis.Settings.Owner.Value);
        Fact("Access reviewed as of", ItemColumns.Time(head.Basis.ValidAt));
        Fact("Known at", head.Basis.SourceKnownAt is { } source ? $"the sources' {ItemColumns.Time(source)}" : $"position {head.Basis.Position}");
        Fact("Report as of", $"position {head.Position}, recorded {ItemColumns.Time(head.RecordedAt)}");
        Fact("Query", head.Query);
        Fact("Made by", ReportHead.Generator);
        Fact("Items (CSV), SHA-256", itemsSha256);
        foreach (var stage in head.Basis.Settings.Stages)
            Fact("Stage", SummaryJson.StageOf(stage));
        foreach (var exclusion in head.Basis.Settings.Exclusions)
            Fact("Left out", $"{exclusion.Condition}: {exclusion.Reason} (approved by {exclusion.ApprovedBy})");
    }

    private void Population(ReportHead head, CampaignFigures figures)
    {
        Title("Population", 13);
        var considered = head.IsWithinScope ? "" : $" of {head.Population.Considered} considered";
        Fact("Items", $"{head.Population.Items}{considered}; counted in this report: {figures.Items}");
        if (head.Kept is { } kept)
            Fact("In despite of exclusions", $"{kept.Items}, own access of {Named(kept.Persons)}, who approved or stated them, or launched");
        if (head.LeftOut is { } leftOut)
            Fact("Left out, found later", $"{leftOut.Items}, own access of {Named(leftOut.Persons)}, who approved or stated exclusions");
        Fact("Without a reviewer", Number(head.Population.WithoutReviewer));
        Fact("SHA-256", head.Population.Sha256);
        foreach (var count in head.Population.Counts.Take(MaxListed))
            Fact(count.Application.Value, Number(count.Items));
        More(head.Population.Counts.Length - MaxListed, "applications");
    }

    private static string Named(IEnumerable<PersonId> persons) => string.Join(", ", persons.Take(MaxListed));

    private void Decisions(CampaignFigures figures)
    {
        Title("Decisions", 13);
        foreach (var (outcome, items) in figures.Outcomes)
            Fact(ReportWords.Of(outcome), Number(items));
        Fact("Decided by silence", $"{figures.BySilence} (nobody answered: what was kept so is not reviewed)");
        Fact("Answers", $"{figures.Answers}, in bulk {figures.InBulk}, changed {figures.ChangesOfMind}, delegations {figures.Delegations}");
        Fact("Recommendations", $"shown {figures.RecommendationShown}, followed {figures.RecommendationFollowed}");
        Fact("Reciprocal reviewers", Number(figures.Reciprocal.Count));
    }

    private void Remediation(ReportHead head, CampaignFigures figures)
    {
        Title("Remediation", 13);
        foreach (var (state, cases) in figures.Cases)
            Fact(ReportWords.Of(state), Number(cases));
        if (figures.MedianRemediation is { } median)
            Fact("Decision to absence", $"median {median.TotalHours.ToString("0.0", CultureInfo.InvariantCulture)} hours");
        if (head.SignOff?.Open is not { Count: > 0 } open)
            return;
        Fact("Open at the sign-off", string.Join(", ", open.Items().Take(MaxListed)));
        More(open.Count - MaxListed, "items");
    }

    private void SignOff(ReportHead head)
    {
        Title("Sign-off", 13);
        if (head.SignOff is not { } signed)
        {
            Fact("Signed off", "not yet");
            return;
        }
        Fact("By", $"{signed.By}, {signed.Role}");
        Fact("At", ItemColumns.Time(head.SignedOffAt));
        if (signed.Statement is { } statement)
            Fact("Statement", statement);
        Advance(3 * Line);
        page.DrawLine(new PdfPoint(Left, y), new PdfPoint(Left + 220, y), 0.5);
        Write("Signature and date", plain, 8, Left, Line);
    }

    private void More(int left, string what)
    {
        if (left > 0)
            Fact("", $"and {left} more {what}, in the CSV");
    }

    private void Title(string text, double size)
    {
        Advance(Line);
        foreach (var part in Lines(text, MaxCharacters / 2))
            Write(part, bold, size, Left, size + 6);
    }

    private void Fact(string name, string value)
    {
        var first = true;
        foreach (var part in Lines(value, MaxCharacters - 30))
        {
            Advance(Line);
            if (first)
                page.AddText(Shown(name), 9, new PdfPoint(Left, y), bold);
            page.AddText(part, 9, new PdfPoint(Left + 150, y), plain);
            first = false;
        }
    }

    private void Write(string text, PdfDocumentBuilder.AddedFont font, double size, double x, double height)
    {
        Advance(height);
        page.AddText(text, size, new PdfPoint(x, y), font);
    }

    private void Advance(double height)
    {
        if (y - height < Bottom)
            (page, y) = (document.AddPage(PageSize.A4), Top);
        y -= height;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(string text, int width)
    {
        var shown = Shown(text);
        return shown.Length == 0 ? [" "] : shown.Chunk(width).Select(c => new string(c));
    }

    private static string Shown(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => r.Value is >= ' ' and <= '~' ? r.ToString() : $"[U+{r.Value:X4}]"));
}
