using System.Security.Cryptography;

namespace AccessGovernance.Server.Certificates;

/// <summary>
/// What some small files hold, read again when they change: looked at no more often than <see cref="LookEvery"/>, and only when asked. While
/// what they hold cannot be used, the last good value goes on, they are read again at every look, and the log says so once for each reason. Thread-safe.
/// </summary>
internal sealed partial class RenewedFiles<T> where T : class
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Of all files together.</summary>
    private const int MaxBytes = 1024 * 1024;

    private readonly Lock gate = new();
    private readonly IReadOnlyList<string> files;
    private readonly Func<T> read;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private T value;
    private string seen;
    private string? trouble;
    private long lookedAt;

    /// <param name="read">Reads the files; what it throws at this first time passes through.</param>
    public RenewedFiles(IReadOnlyList<string> files, Func<T> read, TimeProvider time, ILogger log)
    {
        (this.files, this.read, this.time, this.log) = (files, read, time, log);
        (seen, value, lookedAt) = (Content(), read(), time.GetTimestamp());
    }

    public T Current
    {
        get
        {
            lock (gate)
            {
                if (time.GetElapsedTime(lookedAt) >= LookEvery)
                    Look();
                return value;
            }
        }
    }

    private void Look()
    {
        lookedAt = time.GetTimestamp();
        try
        {
            var now = Content();
            if (now != seen)
            {
                // Only what could be used counts as seen: what is wrong may be no more than that a file was being written.
                (value, seen) = (read(), now);
                Renewed(log, files[0]);
            }
            trouble = null;
        }
        catch (Exception e) when (CertificateFiles.IsTrouble(e))
        {
            if (e.Message != trouble)
                Unusable(log, files[0], e.Message);
            trouble = e.Message;
        }
    }

    // By content: times of change are too coarse, and a link may be turned to another file.
    private string Content()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var left = MaxBytes;
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            if ((left -= bytes.Length) < 0)
                throw new IOException($"{file} is too long for a certificate");
            hash.AppendData(bytes);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} has changed and is used from now on")]
    private static partial void Renewed(ILogger log, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} has changed and cannot be used, the one before goes on: {Why}")]
    private static partial void Unusable(ILogger log, string file, string why);
}
