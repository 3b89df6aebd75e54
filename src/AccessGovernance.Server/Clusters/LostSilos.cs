namespace AccessGovernance.Server.Clusters;

/// <summary>
/// Makes a call once more when the silo that it went to is gone: its grain is made on another one by then. Every command names its request and
/// every question changes nothing, so that it is safe also when the first call was carried out.
/// </summary>
internal sealed partial class LostSilos(ILogger<LostSilos> log) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception e) when (e is SiloUnavailableException or OrleansMessageRejectionException)
        {
            Lost(log, context.MethodName, e.Message);
            await context.Invoke();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} is called once more: {Why}")]
    private static partial void Lost(ILogger log, string method, string why);
}
