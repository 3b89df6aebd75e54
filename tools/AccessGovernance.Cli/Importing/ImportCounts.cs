namespace AccessGovernance.Cli.Importing;

/// <summary>How far an import has come, in rows.</summary>
internal readonly record struct ImportCounts(long Accepted, long Repeated, long Rejected)
{
    public long Answered => Accepted + Repeated + Rejected;

    public static ImportCounts operator +(ImportCounts a, ImportCounts b) =>
        new(a.Accepted + b.Accepted, a.Repeated + b.Repeated, a.Rejected + b.Rejected);
}
