using AccessGovernance.AccessHistory;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.Server.Requests;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccessGovernance.Server.Hosting;

/// <summary>
/// Healthy when the read models run and the clock is not behind. A read model that stopped makes it unhealthy, with the position and why.
/// </summary>
internal sealed class Health(IEventLog log, Projector projector, IEnumerable<LogFollower> followers, NodeClock clock, DataDirectory files) : IHealthCheck
{
    // Only there when an EventStoreDB keeps the history.
    private readonly EventStoreEventLog? store = log as EventStoreEventLog;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var figures = projector.Figures;
        var data = new Dictionary<string, object>
        {
            ["head_position"] = log.Head.Position,
            ["history_position"] = projector.Head.Position,
            ["directory_position"] = followers.Min(f => f.Position),
            ["lag_positions"] = projector.LagPositions,
            ["lag_ms"] = (long)projector.LagTime(clock.Clock).TotalMilliseconds,
            ["index_facts"] = (long)figures.Grants + figures.Conferrals + figures.Links,
            ["index_bytes"] = figures.Bytes,
        };
        var condition = store?.Condition;
        if (condition is not null)
            data["eventstore_clock_ahead_ms"] = (long)condition.ClockDifference.TotalMilliseconds;
        if (log.Hearing?.Age is { } age)
            data["head_heard_ms_ago"] = (long)age.TotalMilliseconds;
        if (condition is { IsStopped: true })
            return Unhealthy($"the event store: {condition.Trouble}");
        if (projector.Fault is { } fault)
            return Unhealthy($"the access history stopped at position {fault.Position}: {fault.Message}");
        if (followers.FirstOrDefault(f => f.Fault is not null) is { } stopped)
            return Unhealthy($"{stopped.Name} stopped after position {stopped.Position}: {stopped.Fault!.Message}");
        if (condition is { Trouble: { } trouble })
            return Task.FromResult(HealthCheckResult.Degraded($"the event store is not followed at the moment: {trouble}", data: data));
        if (log.Hearing is { IsFresh: false } hearing)
        {
            return Task.FromResult(HealthCheckResult.Degraded(files.WithoutPaths(
                $"this silo has not heard where the history ends: nothing is answered as of now ({hearing.Trouble ?? "the answer is awaited"})"), data: data));
        }
        if (condition is { ClockIsTrusted: false })
            return Task.FromResult(HealthCheckResult.Degraded("this node's clock differs from the event store's: nothing is recorded", data: data));
        return Task.FromResult(clock.IsBehind
            ? HealthCheckResult.Degraded("this node's clock is behind the history: commands without a time are refused", data: data)
            : HealthCheckResult.Healthy("ready", data));

        Task<HealthCheckResult> Unhealthy(string why) => Task.FromResult(HealthCheckResult.Unhealthy(files.WithoutPaths(why), data: data));
    }
}

internal static class HealthEndpoint
{
    /// <summary>GET /healthz: the state in JSON; 503 when unhealthy. Says positions and states, and nothing of anybody.</summary>
    public static void MapHealth(this WebApplication app) => app.MapGet("/healthz", async (HealthCheckService health, HttpContext http) =>
    {
        var report = await health.CheckHealthAsync(http.RequestAborted);
        http.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        await using var json = new System.Text.Json.Utf8JsonWriter(http.Response.BodyWriter.AsStream());
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        // The worst first; what is well says so only where all is.
        var told = report.Entries.Values.Where(e => e.Status == report.Status || e.Status != HealthStatus.Healthy).OrderBy(e => e.Status);
        json.WriteString("description", string.Join("; ", told.Select(e => e.Description).Where(d => d is not null)));
        foreach (var (name, value) in report.Entries.Values.SelectMany(e => e.Data))
            json.WriteNumber(name, (long)value);
        json.WriteEndObject();
    });
}
