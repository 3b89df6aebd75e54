using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Orleans.Concurrency;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Does what is due about one thing, on one silo of all. Whoever changes something says so; what falls due by time comes by reminder. Each step looks
/// again at what is recorded, so that being woken for nothing, twice or late does no harm.
/// </summary>
public interface IDueClock : IGrainWithGuidKey
{
    [OneWay]
    [AlwaysInterleave]
    Task Wake();

    /// <summary>Why the last step failed; null where it did not.</summary>
    [AlwaysInterleave]
    Task<string?> LastError();
}

/// <summary>Runs one step after the other, and keeps one reminder for when the next falls due.</summary>
internal abstract partial class DueClock(NodeClock clock, StepFailures failures, IHostApplicationLifetime lifetime, ILogger logger)
    : Grain, IDueClock, IRemindable
{
    private const string Due = "due";

    /// <summary>The shortest period that Orleans allows; a reminder is set anew whenever it has served.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Latest = TimeSpan.FromDays(40);

    private Instant? reminded;
    private bool mayRemind = true;
    private bool isRunning;
    private bool again;

    public async Task Wake()
    {
        again = true;
        if (isRunning)
            return;
        isRunning = true;
        try
        {
            while (again)
            {
                again = false;
                await Run();
            }
        }
        finally
        {
            isRunning = false;
        }
    }

    public Task<string?> LastError() => Task.FromResult(failures.ErrorOf(this.GetPrimaryKey()));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        reminded = null;
        return Wake();
    }

    /// <summary>Does what is due now.</summary>
    /// <returns>When something more falls due; null when nothing does by time alone.</returns>
    protected abstract Task<Instant?> Take(Guid key);

    private async Task Run()
    {
        var (key, stopping) = (this.GetPrimaryKey(), lifetime.ApplicationStopping);
        // Whoever watches wakes it again.
        if (stopping.IsCancellationRequested || failures.Rests(key, clock.Now))
            return;
        try
        {
            await Step(key).WaitAsync(stopping);
            failures.Succeeded(key);
        }
        // Whom a step waits for may have ended already, and a silo waits for its grains: what is left is found at the next start.
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            StepLeft(key);
        }
        // What was recorded stays; whoever wakes this next, or its reminder, goes on from there.
        catch (Exception e)
        {
            failures.Failed(key, e, clock.Now);
            StepFailed(key, e);
        }
    }

    private async Task Step(Guid key) => await RemindAt(await Task.Run(() => Take(key)));

    private async Task RemindAt(Instant? next)
    {
        if (next is { } at && at != reminded)
        {
            var wait = TimeSpan.FromMilliseconds(at.Milliseconds - clock.Now.Milliseconds);
            await this.RegisterOrUpdateReminder(Due, wait < Soonest ? Soonest : wait > Latest ? Latest : wait, Period);
        }
        // One that an activation before this one set is not known here.
        else if (next is null && mayRemind)
        {
            if (await this.GetReminder(Due) is { } set)
                await this.UnregisterReminder(set);
        }
        (reminded, mayRemind) = (next, next is not null);
    }

    [LoggerMessage(LogLevel.Warning, "A step of {Key}, a campaign or a definition, was interrupted; it is taken again after a pause.")]
    private partial void StepFailed(Guid key, Exception e);

    [LoggerMessage(LogLevel.Debug, "A step of {Key}, a campaign or a definition, was left undone because the process ends.")]
    private partial void StepLeft(Guid key);
}
