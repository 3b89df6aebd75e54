namespace AccessGovernance.Server.Processes;

/// <summary>Does what goes on for as long as the server lives: whatever interrupts it is told, and a second later it is begun again.</summary>
internal static class Persistently
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task Run(Func<CancellationToken, Task> work, Action<Exception> interrupted, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                interrupted(e);
                await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
