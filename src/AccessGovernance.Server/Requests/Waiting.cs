using System.Globalization;
using AccessGovernance.AccessHistory;
using AccessGovernance.EventLog;
using Grpc.Core;

namespace AccessGovernance.Server.Requests;

/// <summary>Waits for a read model to reach a position: until 50 ms before the call's deadline, and at most 5 s.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    /// <exception cref="NotReadyException">It is still behind; names both positions.</exception>
    public static async ValueTask For(Func<long, CancellationToken, ValueTask> waitFor, long position, Func<long> reached, ServerCallContext context)
    {
        if (reached() >= position)
            return;
        var left = context.Deadline == DateTime.MaxValue ? Longest : context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime - Margin;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        bounded.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < Longest ? left : Longest);
        try
        {
            await waitFor(position, bounded.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Behind(position, reached());
        }
    }

    /// <summary>The same for the access history.</summary>
    /// <exception cref="DamagedLogException">It has stopped at an event that it could not handle; names the position.</exception>
    public static async ValueTask For(Projector history, long position, ServerCallContext context)
    {
        try
        {
            await For(history.WaitFor, position, () => history.Head.Position, context);
        }
        catch (InvalidOperationException e) when (history.Fault is { } fault)
        {
            throw new DamagedLogException($"The access history stopped at position {fault.Position}: {fault.Message}", e);
        }
    }

    public static NotReadyException Behind(long wanted, long reached) => new("BEHIND",
        string.Create(CultureInfo.InvariantCulture, $"the answer would be true at position {reached}, but position {wanted} was asked for"),
        new Dictionary<string, string>
        {
            ["wanted_position"] = wanted.ToString(CultureInfo.InvariantCulture),
            ["reached_position"] = reached.ToString(CultureInfo.InvariantCulture),
        });
}
