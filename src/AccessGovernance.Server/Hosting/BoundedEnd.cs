namespace AccessGovernance.Server.Hosting;

/// <summary>
/// Ends the process when an orderly end takes longer than <see cref="Longest"/>: a silo that cannot reach the cluster's database goes on trying
/// to take leave there. Nothing that was acknowledged depends on an orderly end.
/// </summary>
internal sealed partial class BoundedEnd(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BoundedEnd> log) : IHostedService, IDisposable
{
    /// <summary>Longer than the host gives its parts, shorter than orchestrators are told to wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    private const int ExitCode = 3;
    private ITimer? timer;
    private CancellationTokenRegistration stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        stopping = lifetime.ApplicationStopping.Register(() => timer = time.CreateTimer(_ => End(), null, Longest, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The container disposes of it last: it was made first.
    public void Dispose()
    {
        stopping.Dispose();
        timer?.Dispose();
    }

    private void End()
    {
        Late(log, Longest.TotalSeconds);
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "An orderly end took longer than {Seconds} s: the process ends as it is")]
    private static partial void Late(ILogger log, double seconds);
}
