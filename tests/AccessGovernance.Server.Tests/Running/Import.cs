using System.Security.Cryptography;
using System.Text;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Imports rows of one file of one source, a call for every batch.</summary>
public sealed class Import(Caller caller, string source)
{
    private const string Midnight = "T00:00:00Z";

    public string FileHash { get; init; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));

    public string GovernedFrom { get; init; } = "2018-01-01" + Midnight;

    public static string IdOf(string name) => Uri.UnescapeDataString(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    /// <summary>A row that was recorded on the day that it took effect.</summary>
    public static ImportRow Row(long number, string day, ImportOperation operation, ImportRelation relation, string subject, string target) => new()
    {
        Row = number, RecordedAt = Caller.At(day + Midnight), EffectiveAt = Caller.At(day + Midnight), Operation = operation, Relation = relation,
        Subject = subject, Object = target,
    };

    public async Task<ImportHistoryResponse> Send(params ImportRow[] rows) => (await Send([rows])).Single();

    /// <summary>Sends batches over one stream, the next one before the last is answered.</summary>
    public async Task<List<ImportHistoryResponse>> Send(IEnumerable<IEnumerable<ImportRow>> batches)
    {
        using var call = caller.Imports.ImportHistory();
        var reading = ReadAll(call);
        try
        {
            await WriteAll(call, batches);
        }
        catch (RpcException)
        {
            // The server ended the call while rows were on their way; what it says of that is in its answer.
            return await reading;
        }
        return await reading;
    }

    private async Task WriteAll(AsyncDuplexStreamingCall<ImportHistoryRequest, ImportHistoryResponse> call, IEnumerable<IEnumerable<ImportRow>> batches)
    {
        await call.RequestStream.WriteAsync(new() { Start = new() { Source = source, FileSha256 = FileHash, GovernedFrom = Caller.At(GovernedFrom) } });
        foreach (var batch in batches)
            await call.RequestStream.WriteAsync(new() { Rows = new() { Rows = { batch } } });
        await call.RequestStream.CompleteAsync();
    }

    private static async Task<List<ImportHistoryResponse>> ReadAll(AsyncDuplexStreamingCall<ImportHistoryRequest, ImportHistoryResponse> call)
    {
        var responses = new List<ImportHistoryResponse>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            responses.Add(call.ResponseStream.Current);
        return responses;
    }
}
