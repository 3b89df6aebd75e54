using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Observing;

/// <summary>A row of a report file, and the line on which its account (or its entitlement, of a nesting) stands first.</summary>
internal sealed record ReportRow(long Line, ReportedAccount? Account, ReportedNesting? Nesting)
{
    public int Bytes => (Account?.CalculateSize() ?? Nesting!.CalculateSize()) + 8;

    /// <summary>Entitlements that it lists.</summary>
    public int Listed => Account?.Holds.Count ?? Nesting!.Contains.Count;

    /// <summary>The row with some of what it lists.</summary>
    public ReportRow Only(System.Range listed)
    {
        var row = new ReportRow(Line, Account?.Clone(), Nesting?.Clone());
        row.Account?.Holds.Clear();
        row.Account?.Holds.Add(Account!.Holds.Take(listed));
        row.Nesting?.Contains.Clear();
        row.Nesting?.Contains.Add(Nesting!.Contains.Take(listed));
        return row;
    }
}

/// <summary>What a report file says, in the order in which accounts and nestings stand first.</summary>
internal sealed record ReportFile(IReadOnlyList<ReportRow> Rows)
{
    public const int RowsPerPart = 200;
    public const int BytesPerPart = 100_000;

    /// <summary>Entitlements that a row lists where it is divided: few enough for the longest ids, of which each octet may be percent-encoded.</summary>
    public const int ListedPerPiece = 100;

    /// <summary>Accounts that name no identity.</summary>
    public int OfNobody => Rows.Count(r => r.Account is { Identity.Length: 0 });

    /// <summary>
    /// The parts that are sent: the same for the same file, so that a sync can go on. A row that is too large is divided over several parts, which
    /// together say what it says.
    /// </summary>
    public List<ReportRow[]> Parts()
    {
        var (parts, part, bytes) = (new List<ReportRow[]>(), new List<ReportRow>(), 0);
        foreach (var (row, isRest) in Rows.SelectMany(Pieces))
        {
            // No part has two rows of the same account or nesting.
            if (part.Count == RowsPerPart || (part.Count > 0 && (isRest || bytes + row.Bytes > BytesPerPart)))
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

    private static IEnumerable<(ReportRow Row, bool IsRest)> Pieces(ReportRow row)
    {
        if (row.Bytes <= BytesPerPart)
            return [(row, false)];
        return Enumerable.Range(0, (row.Listed + ListedPerPiece - 1) / ListedPerPiece)
            .Select(i => (row.Only((i * ListedPerPiece)..((i + 1) * ListedPerPiece)), i > 0));
    }
}

/// <summary>Why a file is no report.</summary>
internal sealed class ReportFileProblem(long line, string? column, string what)
    : Exception(column is null ? $"line {line}: {what}" : $"line {line}, column {column}: {what}");
