using System.Collections.Concurrent;
using AccessGovernance.Domain;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Steps of campaigns and definitions that failed on this silo: why, and until when they rest, each time twice as long, so that one that always fails takes
/// nothing from the others. One that succeeds is forgotten, so that there are never more than campaigns and definitions that are not over. Thread-safe.
/// </summary>
public sealed class StepFailures
{
    private const int MaxDoublings = 6;
    private const int MaxLength = 500;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Failure> failures = [];

    public bool Rests(Guid key, Instant now) => failures.TryGetValue(key, out var failure) && now < failure.Until;

    /// <summary>Why the last step failed; null where it did not, or none was taken here.</summary>
    public string? ErrorOf(Guid key) => failures.TryGetValue(key, out var failure) ? failure.Error : null;

    public void Failed(Guid key, Exception error, Instant now)
    {
        ArgumentNullException.ThrowIfNull(error);
        var before = failures.TryGetValue(key, out var last) ? last.Times : 0;
        // What a step says of itself is for whoever runs the campaign; what a library says may name hosts and files, and is for the log alone.
        var said = error.GetType() == typeof(InvalidOperationException) ? error.Message : $"unexpected: {error.GetType().Name}; the log has the rest";
        var text = said.Length <= MaxLength ? said : said[..MaxLength];
        failures[key] = new(before + 1, now.Plus(First * (1 << Math.Min(before, MaxDoublings))), text);
    }

    public void Succeeded(Guid key) => failures.TryRemove(key, out _);

    private readonly record struct Failure(int Times, Instant Until, string Error);
}
