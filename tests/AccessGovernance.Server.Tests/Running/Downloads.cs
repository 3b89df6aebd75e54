using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Reports as a caller gets them, whole and with the hash that the server says.</summary>
public static class Downloads
{
    public static async Task<(byte[] Bytes, ReportEnd End)> Report(this Caller caller, GetReportRequest request)
    {
        using var call = caller.Campaigns.GetReport(request);
        using var bytes = new MemoryStream();
        var end = new ReportEnd();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            bytes.Write(call.ResponseStream.Current.Chunk.Span);
            end = call.ResponseStream.Current.End ?? end;
        }
        Assert.Equal(end.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
        return (bytes.ToArray(), end);
    }

    /// <summary>The rows of the CSV by the names of its columns. No value of it may have a comma.</summary>
    public static async Task<List<Dictionary<string, string>>> Rows(this Caller caller, GetReportRequest request)
    {
        var (bytes, end) = await caller.Report(new(request) { Format = ReportFormat.Csv });
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')).ToList();
        Assert.Equal((end.Rows, end.ItemsSha256), (lines.Count - 1, end.Sha256));
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second))];
    }

    public static async Task<JsonElement> Json(this Caller caller, GetReportRequest request)
    {
        using var json = JsonDocument.Parse((await caller.Report(new(request) { Format = ReportFormat.Json })).Bytes);
        return json.RootElement.Clone();
    }
}
