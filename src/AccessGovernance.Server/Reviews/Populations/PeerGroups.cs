using System.Collections.Concurrent;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Numbers of the groups of identities that are alike: by department and title, and, for those who lack one of these, by manager. Thread-safe;
/// which group gets which number is chance.
/// </summary>
internal sealed class PeerGroups
{
    public const int None = -1;

    private readonly ConcurrentDictionary<(string First, string? Second), int> numbers = new();
    private int last = None;

    /// <summary>Numbers are below this.</summary>
    public int Count => Volatile.Read(ref last) + 1;

    public int AlikeOf(IReadOnlyDictionary<string, string> attributes) =>
        attributes.GetValueOrDefault("department") is { } department && attributes.GetValueOrDefault("title") is { } title
            ? NumberOf((department, title))
            : None;

    public int ManagedOf(IReadOnlyDictionary<string, string> attributes) =>
        attributes.GetValueOrDefault("manager") is { } manager ? NumberOf((manager, null)) : None;

    // A number that is lost because another thread was first is nobody's: no more.
    private int NumberOf((string First, string? Second) group) =>
        numbers.TryGetValue(group, out var known) ? known : numbers.GetOrAdd(group, _ => Interlocked.Increment(ref last));
}
