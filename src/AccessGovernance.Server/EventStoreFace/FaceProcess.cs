using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>The face beside the server: begins after everything that it asks, ends before any of it.</summary>
internal sealed partial class FaceProcess(FaceOptions options, SqliteEventLog history, TokenDoor door, TimeProvider time, ILogger<FaceProcess> log)
    : IHostedService, IAsyncDisposable
{
    private WebApplication? app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var parts = new FaceParts(history, new HistoryContent(history), door, new RefusedWrites(), time);
        // Its own milestones would be taken for the server's.
        app = FaceHost.Build(options, parts, logging => logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
        await app.StartAsync(cancellationToken);
        foreach (var url in app.Urls)
            LogListening(log, url);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is not null)
            await app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "EventStoreDB face on: {Url}")]
    private static partial void LogListening(ILogger log, string url);
}
