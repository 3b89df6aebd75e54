using System.Security.Cryptography;
using AccessGovernance.Api.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// Has reports made, at most <see cref="MaxAtOnce"/> at a time, and sends them. Each lies in a file of its own meanwhile, which goes with the call.
/// </summary>
public sealed class ReportFiles : IDisposable
{
    private const int MaxAtOnce = 2;
    private const int ChunkBytes = 1024 * 1024;

    private readonly SemaphoreSlim room = new(MaxAtOnce, MaxAtOnce);

    /// <summary>Makes a report once there is room.</summary>
    public async Task<T> Make<T>(Func<Task<T>> make, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation);
        try
        {
            return await make();
        }
        finally
        {
            room.Release();
        }
    }

    /// <param name="make">Writes the report, and answers its end but for the hash of the bytes.</param>
    public async Task Send(Func<Stream, Task<ReportEnd>> make, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var place = Path.Combine(Path.GetTempPath(), $"report-{Guid.NewGuid():N}");
        await using var file = new FileStream(place, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, ChunkBytes, FileOptions.DeleteOnClose);
        var end = await Make(() => make(file), context.CancellationToken);
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkBytes];
        while (await file.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, context.CancellationToken) is var read and > 0)
        {
            hash.AppendData(chunk, 0, read);
            await to.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk, 0, read) }, context.CancellationToken);
        }
        end.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        await to.WriteAsync(new() { End = end }, context.CancellationToken);
    }

    public void Dispose() => room.Dispose();
}
