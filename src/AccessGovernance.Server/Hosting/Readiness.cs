using System.Text.Json;
using AccessGovernance.AccessHistory;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Hosting;

/// <summary>Whether this node should be asked now.</summary>
/// <param name="WhyNot">Null when it should; names neither people nor paths.</param>
/// <param name="LagPositions">Positions that the log had at that moment and the index had not.</param>
/// <param name="LagMs">How long ago the last visible position was recorded, while others are not visible; milliseconds.</param>
public sealed record Readiness(string? WhyNot, long HeadPosition, long HistoryPosition, long FollowersPosition, long LagPositions, long LagMs)
{
    public bool IsReady => WhyNot is null;
}

/// <summary>
/// A node is ready while its read models come, within <see cref="Patience"/>, to where the log ends when it is asked; not while it stops. A
/// rebuild after a start therefore keeps it out of service until it answers as of now; not having heard of the head of a shared log does so too.
/// </summary>
public sealed class ReadinessProbe(IEventLog log, Projector history, IEnumerable<LogFollower> followers, NodeClock clock, TimeProvider time)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<Readiness> Look(CancellationToken stopping, CancellationToken cancellation)
    {
        var head = log.Head.Position;
        var whyNot = stopping.IsCancellationRequested ? "this node is stopping" : await Behind(head, cancellation) ?? await NotHeard(cancellation);
        return new(whyNot, head, history.Head.Position, followers.Min(f => f.Position), Math.Max(0, head - history.Head.Position),
            (long)history.LagTime(clock.Clock).TotalMilliseconds);
    }

    private async Task<string?> NotHeard(CancellationToken cancellation) => log.Hearing is { Damage: not null }
        ? "the event store is not what this silo has read: /healthz says how"
        : log.Hearing is { } hearing && (await hearing.Soon(PresentHead.Patience, cancellation)) == default
            ? $"this silo has not heard where the history ends for more than {HeadHearing.Longest.TotalSeconds} s"
            : null;

    private async Task<string?> Behind(long head, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await history.WaitFor(head, either.Token);
            foreach (var follower in followers)
                await follower.WaitFor(head, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "the read models are behind the history";
        }
        catch (Exception e) when (e is InvalidOperationException or DamagedLogException)
        {
            return "a read model has stopped: /healthz says where";
        }
    }
}

internal static class ProbeEndpoints
{
    /// <summary>
    /// GET /livez: 200 while the process answers at all. GET /readyz: 200 or 503, with positions and lag in JSON. Neither says anything of anybody.
    /// </summary>
    public static void MapProbes(this WebApplication app)
    {
        app.MapGet("/livez", static () => "alive");
        app.MapGet("/readyz", async (ReadinessProbe probe, IHostApplicationLifetime lifetime, HttpContext http) =>
        {
            var readiness = await probe.Look(lifetime.ApplicationStopping, http.RequestAborted);
            http.Response.StatusCode = readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            http.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(http.Response.BodyWriter.AsStream());
            json.WriteStartObject();
            json.WriteBoolean("ready", readiness.IsReady);
            json.WriteString("why_not", readiness.WhyNot);
            json.WriteNumber("head_position", readiness.HeadPosition);
            json.WriteNumber("history_position", readiness.HistoryPosition);
            json.WriteNumber("directory_position", readiness.FollowersPosition);
            json.WriteNumber("lag_positions", readiness.LagPositions);
            json.WriteNumber("lag_ms", readiness.LagMs);
            json.WriteEndObject();
        });
    }
}
