using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>An account was there, or held an entitlement, while it belonged to somebody. One writer, any number of readers.</summary>
/// <param name="owner">Id of the identity; null for an orphan.</param>
/// <param name="entitlement">Null for the account itself.</param>
internal sealed class ObservedFact(ObservedAccount account, string? owner, string? entitlement, ObservedSpan span)
{
    private ObservedSpan span = span;

    public ObservedAccount Account { get; } = account;

    public string? Owner { get; } = owner;

    public string? Entitlement { get; } = entitlement;

    /// <summary>When the entitlement itself was used; where nothing was said of it, its account's use counts.</summary>
    public LastUses Uses { get; } = new();

    public ref ObservedSpan Span => ref span;

    /// <summary>When it was last used, as reported up to a position and while it was there.</summary>
    public Instant? LastUsed(long position)
    {
        var until = span.LastKnownAt(position);
        return Uses.At(until) ?? Account.Uses.At(until);
    }
}

/// <summary>Whoever held one entitlement had another too. One writer, any number of readers.</summary>
internal sealed class ObservedEdge(ObservedParent parent, string child, ObservedSpan span)
{
    private ObservedSpan span = span;

    public ObservedParent Parent { get; } = parent;

    public string Child { get; } = child;

    public ref ObservedSpan Span => ref span;
}

/// <summary>One login of an application, with everything that it ever held.</summary>
internal sealed class ObservedAccount(ObservedSource source, Guid key)
{
    public ObservedSource Source { get; } = source;

    public Guid Key { get; } = key;

    public Postings<ObservedFact> Facts { get; } = new();

    /// <summary>When the account itself was used.</summary>
    public LastUses Uses { get; } = new();

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
