using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>An entitlement of an account of nobody known, put together from what the account was reported to hold. Not thread-safe.</summary>
internal sealed class UnownedHold(string entitlement)
{
    private readonly SpanSet spans = new();
    private readonly SortedSet<string> through = new(Storage.IdOrder.Instance);
    private Instant at;
    private Instant? lastUsed;

    public string Entitlement => entitlement;

    /// <summary>It had it at the instant.</summary>
    public bool Holds => Direct || through.Count > 0;

    public bool Direct { get; private set; }

    /// <summary>Adds what it has by holding something itself.</summary>
    /// <param name="instants">When that contained the entitlement.</param>
    public void Add(string itself, Period validity, SpanSet instants, Instant asked)
    {
        at = asked;
        foreach (var period in instants.Periods)
            spans.Add(period.Intersect(validity));
        if (!validity.Contains(at) || !instants.Overlaps(Period.At(at)))
            return;
        if (itself == entitlement)
            Direct = true;
        else
            through.Add(itself);
    }

    public void Use(Instant? used)
    {
        if (used is { } last && !(last <= lastUsed))
            lastUsed = last;
    }

    public UnownedHolding Build(int place) => new(
        place, Direct, [.. through.Select(t => new EntitlementId(t))], spans.Periods.First(p => p.Contains(at)).From, lastUsed);
}
