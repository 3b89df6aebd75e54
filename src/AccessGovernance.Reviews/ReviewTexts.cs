using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reviews;

/// <summary>Keeps each id and each list of ids of a population once: a million items name some thousand of them. Not thread-safe.</summary>
internal sealed class ReviewTexts
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonId, ImmutableArray<PersonId>> persons = [];
    private readonly Dictionary<EntitlementId, ImmutableArray<EntitlementId>> entitlements = [];

    public DomainEvent Shared(DomainEvent what) => what is PopulationFrozen population
        ? population with { Items = [.. population.Items.Select(Shared)] }
        : what;

    private FrozenItem Shared(FrozenItem item) => item with
    {
        Identity = new(Once(item.Identity.Value)), Entitlement = new(Once(item.Entitlement.Value)), Application = new(Once(item.Application.Value)),
        Subjects = Once(item.Subjects, persons), Implied = Once(item.Implied, entitlements),
        Origin = item.Origin with { Through = Once(item.Origin.Through, entitlements), Reference = Once(item.Origin.Reference) },
        Advice = item.Advice == ItemAdvice.None ? ItemAdvice.None : item.Advice,
    };

    private static ImmutableArray<T> Once<T>(ImmutableArray<T> list, Dictionary<T, ImmutableArray<T>> kept)
        where T : notnull
    {
        if (list is not [var only])
            return list;
        if (!kept.TryGetValue(only, out var known))
            kept[only] = known = list;
        return known;
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private string? Once(string? text)
    {
        if (text is null)
            return null;
        if (!texts.TryGetValue(text, out var known))
            texts[text] = known = text;
        return known;
    }
}
