using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>An account was there, or held an entitlement, while it belonged to somebody. One writer, any number of readers.</summary>
/// <param name="owner">Id of the identity; null for an orphan.</param>
/// <param name="entitlement">Null for the account itself.</param>
internal sealed class ObservedFact(ObservedAccount account, string? owner, string? entitlement, ObservedSpan span)
{
    private readonly Postings<Use> uses = new();
    private ObservedSpan span = span;

    public ObservedAccount Account { get; } = account;

    public string? Owner { get; } = owner;

    public string? Entitlement { get; } = entitlement;

    public ref readonly ObservedSpan Span => ref span;

    public bool IsOpen => span.IsOpen;

    public void Close(Instant at, long position) => span.Close(at, position);

    /// <summary>Keeps when it was last used, where that is news.</summary>
    public void Used(Instant? at, long position)
    {
        if (at is { } time && (uses.IsEmpty || uses.Published[^1].At != time))
            uses.Add(new(time, (int)position));
    }

    /// <summary>When it was last used, as reported up to a position.</summary>
    public Instant? LastUsed(long position)
    {
        var known = uses.Published;
        for (var i = known.Length - 1; i >= 0; i--)
        {
            if (known[i].Position <= position)
                return known[i].At;
        }
        return null;
    }

    public void Save(PageWriter to)
    {
        span.Save(to);
        to.Int(uses.Published.Length);
        foreach (ref readonly var use in uses.Published)
        {
            to.Long(use.At.Milliseconds);
            to.Int(use.Position);
        }
    }

    /// <summary>What <see cref="Save"/> wrote after the span.</summary>
    public void LoadUses(PageReader from)
    {
        for (var left = from.Count(); left > 0; left--)
            uses.Add(new(new(from.Long()), from.Int()));
    }

    private readonly record struct Use(Instant At, int Position);
}

/// <summary>Whoever held one entitlement had another too. One writer, any number of readers.</summary>
internal sealed class ObservedEdge(ObservedParent parent, string child, ObservedSpan span)
{
    private ObservedSpan span = span;

    public ObservedParent Parent { get; } = parent;

    public string Child { get; } = child;

    public ref readonly ObservedSpan Span => ref span;

    public bool IsOpen => span.IsOpen;

    public void Close(Instant at, long position) => span.Close(at, position);
}

/// <summary>One login of an application, with everything that it ever held.</summary>
internal sealed class ObservedAccount(ObservedSource source, Guid key)
{
    public ObservedSource Source { get; } = source;

    public Guid Key { get; } = key;

    public Postings<ObservedFact> Facts { get; } = new();

    /// <summary>The sync that named it last, by its number. For the writer.</summary>
    public int SeenIn { get; set; }
}

/// <summary>An entitlement that contains others in an application, with everything that it ever contained.</summary>
internal sealed class ObservedParent(ObservedSource source, string entitlement)
{
    public ObservedSource Source { get; } = source;

    public string Entitlement { get; } = entitlement;

    public Postings<ObservedEdge> Edges { get; } = new();

    /// <summary>The sync that named it last, by its number. For the writer.</summary>
    public int SeenIn { get; set; }
}
