using System.Text;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// The last revision of every stream that was read, to notice what is missing: 24 bytes for each stream, by a 64-bit hash of its name (FNV-1a,
/// by Fowler, Noll and Vo). Two names of one hash among a million streams would come once in 36 million such histories, as a false
/// alarm. Not thread-safe.
/// </summary>
internal sealed class StreamRevisions
{
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    private readonly Dictionary<ulong, int> last = [];

    /// <exception cref="DamagedLogException">The revision is not the one after the last.</exception>
    public void Advance(RecordedEvent next)
    {
        var key = Hash(next.Stream);
        var due = last.TryGetValue(key, out var before) ? before + 1 : 0;
        if (next.Revision != due)
        {
            throw new DamagedLogException($"Revision {next.Revision} of the stream '{next.Stream}' came where {due} was due: the event store lost or left "
                + "out events, or somebody deleted them. Restore it from a backup that has them.");
        }
        last[key] = due;
    }

    private static ulong Hash(string name)
    {
        Span<byte> bytes = stackalloc byte[LogLimits.MaxStreamNameBytes];
        var hash = Basis;
        foreach (var one in bytes[..Encoding.UTF8.GetBytes(name, bytes)])
            hash = unchecked((hash ^ one) * Prime);
        return hash;
    }
}
