namespace AccessGovernance.PersonalData;

/// <summary>
/// Lets one thread in at a time, which may enter again while it is in. Those who wait block their threads: so they are few and wait a short time, however
/// long the one inside takes.
/// </summary>
internal sealed class BoundedGate
{
    /// <summary>Threads that wait at once.</summary>
    public const int MaxWaiting = 32;

    /// <summary>How long each of them waits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private int waiting;

    public bool IsHeldByCurrentThread => gate.IsHeldByCurrentThread;

    /// <summary>Whether the thread is in; if so, it calls <see cref="Exit"/> when it has done. False at once where too many wait already.</summary>
    public bool TryEnter()
    {
        if (gate.TryEnter())
            return true;
        try
        {
            return Interlocked.Increment(ref waiting) <= MaxWaiting && gate.TryEnter(Longest);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>However long it takes: for the end.</summary>
    public void Enter() => gate.Enter();

    public void Exit() => gate.Exit();
}
