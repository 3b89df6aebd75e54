using AccessGovernance.AccessHistory;
using AccessGovernance.EventLog;
using Grpc.Core;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// Whether the history can be read to its end, and whether that is known to be its end. What cannot be read is not built upon: changes are
/// refused then.
/// </summary>
public sealed class Integrity(Projector history, IEnumerable<LogFollower> followers, PresentHead head)
{
    private readonly LogFollower[] followers = [.. followers];

    public PresentHead Head { get; } = head;

    /// <exception cref="DamagedLogException">A reader has stopped; names the position and why.</exception>
    /// <exception cref="HeadNotHeardException">This silo may not know what is recorded now.</exception>
    public void Require(ServerCallContext call)
    {
        Head.Require(call);
        if (history.Fault is { } fault)
            throw new DamagedLogException($"Changes are refused: the history cannot be read at position {fault.Position}: {fault.Message}");
        foreach (var follower in followers)
        {
            if (follower.Fault is { } broken)
                throw new DamagedLogException($"Changes are refused: {follower.Name} stopped after position {follower.Position}: {broken.Message}");
        }
    }
}
