using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Api.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>A work list as CSV (RFC 4180, lines ended by a line feed). The name of an account of nobody known is its login. The last four columns are
/// for the reviewer to fill in.</summary>
internal sealed class WorkSheet
{
    public static readonly string[] Columns =
    [
        "item", "revision", "risk", "identity", "account", "name", "entitlement", "entitlement_name", "application", "since", "recommendation", "reasons",
        "answer", "until", "removes", "justification",
    ];

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",;\n\r\t");
    private static readonly SearchValues<char> Computed = SearchValues.Create("=+-@\t\r");

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly StringBuilder text = new();
    private long rows;

    public WorkSheet() => AddLine(Columns);

    public void Add(WorkItem item)
    {
        rows++;
        AddLine(
        [
            item.Item.ToString(CultureInfo.InvariantCulture), item.Revision, SheetWords.Of(item.Risk), IdOf(item.Identity), item.Account,
            item.Account.Length > 0 ? item.Login : item.IdentityName,
            IdOf(item.Entitlement), item.EntitlementName, IdOf(item.Application), TimeOf(item.Since), SheetWords.Of(item.Advice.Recommendation),
            string.Join(' ', item.Advice.Reasons.Select(r => SheetWords.Of(r))), SheetWords.Of(item.Answer), TimeOf(item.Until),
            item.Answer == ReviewAnswer.Revoke ? SheetWords.Of(item.Removes) : "", "",
        ]);
    }

    /// <summary>What was added since the last time.</summary>
    public ByteString Take()
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        text.Clear();
        hash.AppendData(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The rows and the hash of all bytes that were taken.</summary>
    public (long Rows, string Sha256) End()
    {
        using (hash)
            return (rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A cell without the apostrophe that keeps spreadsheets from computing it.</summary>
    public static string Plain(string cell) => cell is ['\'', var first, ..] && Computed.Contains(first) ? cell[1..] : cell;

    private void AddLine(ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            var cell = cells[i] is [var first, ..] && Computed.Contains(first) ? "'" + cells[i] : cells[i];
            if (cell.AsSpan().ContainsAny(Quoted))
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                text.Append(cell);
        }
        text.Append('\n');
    }

    private static string IdOf(string name) => Uri.UnescapeDataString(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static string TimeOf(Timestamp? at) =>
        at is null ? "" : at.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
