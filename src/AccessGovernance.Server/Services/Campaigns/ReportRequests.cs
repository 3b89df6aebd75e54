using AccessGovernance.Api.V1;
using AccessGovernance.Reports;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Which report a request asks for, and whether what it names belongs to that.</summary>
internal static class ReportRequests
{
    /// <exception cref="InvalidRequestException">Something that the kind needs is missing, or something is given that it has no use for.</exception>
    public static ReportKind KindOf(GetReportRequest request, ReportForm form)
    {
        if (!Enum.IsDefined(request.Kind))
            throw new InvalidRequestException("kind", $"must be one of {string.Join(", ", Enum.GetValues<ReportKind>().Where(k => k != 0))}");
        var kind = request.Kind == ReportKind.Unspecified ? ReportKind.Items : request.Kind;
        var isOfCampaign = kind is ReportKind.Items or ReportKind.Applications or ReportKind.Reviewers;
        Require("campaign", request.Campaign.Length > 0, isOfCampaign, isOfCampaign || kind == ReportKind.OpenRemediation, kind);
        Require("definition", request.Definition.Length > 0, kind == ReportKind.Trend, kind == ReportKind.Trend, kind);
        Require("coverage", request.Coverage is not null, false, kind == ReportKind.Coverage, kind);
        if (form == ReportForm.Pdf && kind != ReportKind.Items)
            throw new InvalidRequestException("format", $"must be csv, json or parquet for {kind}; a PDF there is of items alone");
        return kind;
    }

    private static void Require(string field, bool isGiven, bool isNeeded, bool isAllowed, ReportKind kind)
    {
        if (isNeeded && !isGiven)
            throw new InvalidRequestException(field, $"must be given for {kind}");
        if (isGiven && !isAllowed)
            throw new InvalidRequestException(field, $"must be empty for {kind}");
    }
}
