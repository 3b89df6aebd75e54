using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.EventLog;

namespace AccessGovernance.Server.Requests;

/// <summary>Whether the history can be read to its end. What cannot be read is not built upon: changes are refused then.</summary>
public sealed class Integrity(Projector history, DirectoryProjector directory)
{
    /// <exception cref="DamagedLogException">A reader has stopped; names the position and why.</exception>
    public void Require()
    {
        if (history.Fault is { } fault)
            throw new DamagedLogException($"Changes are refused: the history cannot be read at position {fault.Position}: {fault.Message}");
        if (directory.Fault is { } broken)
            throw new DamagedLogException($"Changes are refused: the directory stopped after position {directory.Position}: {broken.Message}");
    }
}
