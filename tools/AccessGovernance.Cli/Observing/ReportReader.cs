using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Observing;

/// <summary>
/// Reads a whole report file and refuses it at the first thing that is wrong. A line with an account says that it is there and, if an entitlement is
/// given, that it holds that; one without says what an entitlement contains.
/// </summary>
internal sealed class ReportReader
{
    public static readonly IReadOnlyList<string> Columns = ["account", "identity", "entitlement", "last_used", "contains"];

    private readonly List<ReportRow> rows = [];
    private readonly Dictionary<string, ReportedAccount> accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReportedNesting> nestings = new(StringComparer.Ordinal);

    private ReportReader()
    {
    }

    /// <exception cref="ReportFileProblem">The file is no report; names line and column.</exception>
    public static ReportFile Read(Stream stream)
    {
        using var lines = new CsvLines(stream);
        var header = lines.Next() ?? throw new ReportFileProblem(1, null, "the file is empty");
        if (!header.SequenceEqual(Columns))
            throw new ReportFileProblem(1, null, $"the header must be {string.Join(',', Columns)}");
        var reader = new ReportReader();
        while (lines.Next() is { } fields)
        {
            if (fields.Count != Columns.Count)
                throw new ReportFileProblem(lines.Number, null, $"has {fields.Count} fields instead of {Columns.Count}");
            if (fields[0].Length > 0)
                reader.AddAccount(fields, lines.Number);
            else
                reader.AddNesting(fields, lines.Number);
        }
        return new ReportFile(reader.rows);
    }

    private void AddAccount(List<string> fields, long line)
    {
        if (fields[4].Length > 0)
            throw new ReportFileProblem(line, Columns[4], "must be empty on a line with an account");
        var identity = fields[1].Length == 0 ? "" : ResourceName.Identity(fields[1]);
        if (!accounts.TryGetValue(fields[0], out var account))
        {
            accounts[fields[0]] = account = new ReportedAccount { Account = fields[0], Identity = identity };
            rows.Add(new ReportRow(line, account, null));
        }
        if (account.Identity != identity)
            throw new ReportFileProblem(line, Columns[1], "differs from that of the same account on an earlier line");
        var used = LastUsed(fields[3], line);
        if (fields[2].Length > 0)
            account.Holds.Add(new ReportedHolding { Entitlement = ResourceName.Entitlement(fields[2]), LastUsed = used });
        else
            account.LastUsed = used;
    }

    private void AddNesting(List<string> fields, long line)
    {
        if (fields[2].Length == 0 || fields[4].Length == 0 || fields[1].Length + fields[3].Length > 0)
            throw new ReportFileProblem(line, null, "has no account, and needs just entitlement and contains then");
        if (!nestings.TryGetValue(fields[2], out var nesting))
        {
            nestings[fields[2]] = nesting = new ReportedNesting { Entitlement = ResourceName.Entitlement(fields[2]) };
            rows.Add(new ReportRow(line, null, nesting));
        }
        nesting.Contains.Add(ResourceName.Entitlement(fields[4]));
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp? LastUsed(string text, long line)
    {
        try
        {
            return text.Length == 0 ? null : TimeText.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ReportFileProblem(line, Columns[3], e.Message);
        }
    }
}
