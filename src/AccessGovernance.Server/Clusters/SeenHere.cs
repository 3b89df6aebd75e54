using AccessGovernance.EventLog;
using AccessGovernance.Grains;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// What a grain on another silo has recorded is answered here only when this silo has read it too: whoever asks the same silo next sees it,
/// with or without a token.
/// </summary>
internal sealed class SeenHere(IEventLog log) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is not Outcome { Refusal: null } outcome || log.Head.Position >= outcome.Position)
            return;
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            await log.WaitPast(outcome.Position - 1, patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new OutcomeUnknownException(
                $"It is recorded at position {outcome.Position}, but this silo has read to {log.Head.Position} only. Repeat it with the same ids.", e);
        }
    }
}
