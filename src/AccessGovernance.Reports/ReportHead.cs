using System.Collections.Immutable;
using System.Reflection;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;

namespace AccessGovernance.Reports;

/// <summary>Which form a report takes.</summary>
public enum ReportForm
{
    Csv = 1,
    Json = 2,
    Pdf = 3,
    Parquet = 4,
}

/// <summary>What a report is of and rests on, so that it can be made again.</summary>
/// <param name="Position">What was recorded up to here counts.</param>
/// <param name="RecordedAt">The recording time of that position.</param>
public sealed record ReportHead(CampaignId Campaign, long Position, Instant RecordedAt, LaunchBasis Basis, Population Population,
    ImmutableArray<CampaignStep> Steps)
{
    /// <summary>For somebody who sees some applications alone: how much access there was to choose from in all is not told.</summary>
    public bool IsWithinScope { get; init; }

    /// <summary>The program that makes reports, with its version.</summary>
    public static string Generator { get; } =
        $"AccessGovernance {typeof(ReportHead).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"}";

    public string Query => $"campaign {Campaign}, items and cases, as recorded up to position {Position}";

    /// <summary>What exclusions could not leave out; null for nothing.</summary>
    public OwnAccessKept? Kept => Steps.Select(s => s.What).OfType<OwnAccessKept>().LastOrDefault();

    /// <summary>What they turned out to have left out all the same; null for nothing.</summary>
    public OwnAccessLeftOut? LeftOut => Steps.Select(s => s.What).OfType<OwnAccessLeftOut>().LastOrDefault();

    public ICampaignSignOff? SignOff => Steps.Select(s => s.What).OfType<ICampaignSignOff>().LastOrDefault();

    public Instant? SignedOffAt => Steps.LastOrDefault(s => s.What is ICampaignSignOff)?.At;
}

/// <summary>A report that was written.</summary>
/// <param name="Rows">Items in it.</param>
/// <param name="Sha256">Of the items as CSV, whichever form was written: 64 hexadecimal digits.</param>
public sealed record ReportMade(ReportHead Head, long Rows, string Sha256);
