using System.Text.Json;
using System.Threading.Channels;

namespace AccessGovernance.Server.Authentication;

/// <summary>
/// A file of refused calls, one JSON object a line, apart from the history. Bounded: two files of <see cref="MaxFileBytes"/>, and a queue
/// whose overflow is counted in the next line written.
/// </summary>
public sealed class DenialAudit(string path, TimeProvider time) : BackgroundService
{
    public const long MaxFileBytes = 8 * 1024 * 1024;
    private const int MaxWaiting = 4_096;
    private const int MaxFieldLength = 300;

    private readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private long dropped;

    public void Record(string method, string? actor, string reason, string peer)
    {
        var line = JsonSerializer.Serialize(new
        {
            time = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
            method = Cut(method), actor = Cut(actor), reason, peer = Cut(peer),
        });
        if (!lines.Writer.TryWrite(line))
            Interlocked.Increment(ref dropped);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(stoppingToken))
                Append(line);
        }
        catch (OperationCanceledException)
        {
            while (lines.Reader.TryRead(out var line))
                Append(line);
        }
    }

    private static string? Cut(string? text) => text is { Length: > MaxFieldLength } ? text[..MaxFieldLength] : text;

    private void Append(string line)
    {
        var missed = Interlocked.Exchange(ref dropped, 0);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
                File.Move(path, path + ".1", overwrite: true);
            File.AppendAllText(path, missed == 0 ? line + "\n" : $"{line}\n{{\"dropped\":{missed}}}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref dropped, missed + 1);
        }
    }
}
