using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Observing;

/// <summary>A row of a report file, and the line on which its account (or its entitlement, of a nesting) stands first.</summary>
internal sealed record ReportRow(long Line, ReportedAccount? Account, ReportedNesting? Nesting)
{
    public int Bytes => (Account?.CalculateSize() ?? Nesting!.CalculateSize()) + 8;
}

/// <summary>What a report file says, in the order in which accounts and nestings stand first.</summary>
internal sealed record ReportFile(IReadOnlyList<ReportRow> Rows)
{
    public const int RowsPerPart = 200;
    public const int BytesPerPart = 100_000;

    /// <summary>What a row may have at most: the server takes no larger part, and a row is never divided.</summary>
    public const int MaxRowBytes = 119_900;

    /// <summary>Rows that no part can hold: they are not sent, and the report is partial without them.</summary>
    public IReadOnlyList<RefusedLine> TooLarge =>
    [
        .. Rows.Where(r => r.Bytes > MaxRowBytes).Select(r => new RefusedLine(
            r.Line, r.Account is null ? "contains" : "holds", $"needs {r.Bytes} bytes, and a row has at most {MaxRowBytes}")),
    ];

    /// <summary>The parts that are sent: the same for the same file, so that a sync can go on.</summary>
    public List<ReportRow[]> Parts()
    {
        var (parts, part, bytes) = (new List<ReportRow[]>(), new List<ReportRow>(), 0);
        foreach (var row in Rows.Where(r => r.Bytes <= MaxRowBytes))
        {
            if (part.Count == RowsPerPart || (part.Count > 0 && bytes + row.Bytes > BytesPerPart))
            {
                parts.Add([.. part]);
                part.Clear();
                bytes = 0;
            }
            part.Add(row);
            bytes += row.Bytes;
        }
        if (part.Count > 0)
            parts.Add([.. part]);
        return parts;
    }
}

/// <summary>Why a file is no report.</summary>
internal sealed class ReportFileProblem(long line, string? column, string what)
    : Exception(column is null ? $"line {line}: {what}" : $"line {line}, column {column}: {what}");
