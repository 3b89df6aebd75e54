using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Server.Requests;
using Orleans.Concurrency;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Does what is due in one campaign, one thing after the other, on one silo of all. Key: the campaign. Whoever changes something says so; what falls
/// due by time comes by reminder. Each step looks again at what is recorded, so that being woken for nothing, twice or late does no harm.
/// </summary>
public interface ICampaignClock : IGrainWithGuidKey
{
    [OneWay]
    [AlwaysInterleave]
    Task Wake();
}

internal sealed partial class CampaignClock(CampaignSteps steps, NodeClock clock, ILogger<CampaignClock> logger) : Grain, ICampaignClock, IRemindable
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

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        reminded = null;
        return Wake();
    }

    private async Task Run()
    {
        var campaign = new CampaignId(this.GetPrimaryKey());
        try
        {
            await RemindAt(await Task.Run(() => steps.Run(campaign)));
        }
        // What was recorded stays; whoever wakes the campaign next, or its reminder, goes on from there.
        catch (Exception e)
        {
            StepFailed(campaign, e);
        }
    }

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

    [LoggerMessage(LogLevel.Warning, "A step of campaign {Campaign} was interrupted; it is taken again.")]
    private partial void StepFailed(CampaignId campaign, Exception e);
}
