using AccessGovernance.EventLog;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// Makes a call again when the silo that it went to is gone or must not write, until its grain is made on another one: a silo's end is noticed
/// within seconds (decision 16), and a grain whose silo must not write is given up at once. Every command names its request and every question
/// changes nothing, so that it is safe also when an earlier call was carried out.
/// </summary>
internal sealed partial class LostSilos(TimeProvider time, ILogger<LostSilos> log) : IOutgoingGrainCallFilter
{
    /// <summary>How long a call is repeated at most: twice as long as a dead silo counts as alive.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a call is repeated that a silo with a wrong clock refused; all of them may have one.</summary>
    public static readonly TimeSpan PatienceWithClocks = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                await context.Invoke();
                return;
            }
            // What Orleans asks its own parts on another silo is never done elsewhere: it has to learn that they are gone.
            catch (Exception e) when (context.Grain is not ISystemTarget && time.GetElapsedTime(began) < PatienceWith(e))
            {
                Lost(log, context.MethodName, e.Message);
            }
            await Task.Delay(Pause, time);
        }
    }

    private static TimeSpan PatienceWith(Exception e) => e switch
    {
        SiloUnavailableException or OrleansMessageRejectionException => Patience,
        ClockRefusedException => PatienceWithClocks,
        _ => TimeSpan.Zero,
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} is called again: {Why}")]
    private static partial void Lost(ILogger log, string method, string why);
}
