using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Makes ids, lists of ids, advice, resolutions and who had to do with the access of a population one instance each where they are equal: a million
/// items name some thousand of them. Remembers the latest, and never more than named here. Thread-safe.
/// </summary>
internal static class PopulationTexts
{
    private const int MaxIds = 65_536;
    private const int MaxReferences = 4_096;
    private const int MaxLists = 16_384;

    private static readonly OneOfEach<string> Ids = new(MaxIds, StringComparer.Ordinal);

    // Of their own: most are there once, and would only push out what is there often.
    private static readonly OneOfEach<string> References = new(MaxReferences, StringComparer.Ordinal);
    private static readonly OneOfEach<PersonId[]> Persons = new(MaxLists, new BySequence<PersonId>());
    private static readonly OneOfEach<EntitlementId[]> Entitlements = new(MaxLists, new BySequence<EntitlementId>());
    private static readonly OneOfEach<ItemAdvice> Advice = new(MaxLists, EqualityComparer<ItemAdvice>.Default);
    private static readonly OneOfEach<Involved> Involvements = new(MaxLists, EqualityComparer<Involved>.Default);
    private static readonly OneOfEach<ResolvedReviewers> Resolutions = new(MaxLists, EqualityComparer<ResolvedReviewers>.Default);

    public static PopulationFrozen Shared(PopulationFrozen population) =>
        new([.. population.Items.Select(Shared)], [.. population.Resolutions.Select(Resolutions.Of)]);

    public static PopulationContinued Shared(PopulationContinued further) =>
        new([.. further.Items.Select(Shared)], [.. further.Resolutions.Select(Resolutions.Of)]);

    private static FrozenItem Shared(FrozenItem item) => item with
    {
        Identity = new(Ids.Of(item.Identity.Value)), Entitlement = new(Ids.Of(item.Entitlement.Value)), Application = new(Ids.Of(item.Application.Value)),
        Subjects = Once(item.Subjects, Persons), Implied = Once(item.Implied, Entitlements), Advice = Advice.Of(item.Advice),
        Involved = item.Involved is { } involved ? Involvements.Of(involved) : null,
        Origin = item.Origin with { Through = Once(item.Origin.Through, Entitlements), Reference = Once(item.Origin.Reference) },
    };

    [return: NotNullIfNotNull(nameof(reference))]
    private static string? Once(string? reference) => reference is null ? null : References.Of(reference);

    private static ImmutableArray<T> Once<T>(ImmutableArray<T> list, OneOfEach<T[]> kept) =>
        list.IsEmpty ? [] : ImmutableCollectionsMarshal.AsImmutableArray(kept.Of(ImmutableCollectionsMarshal.AsArray(list)!));

    private sealed class BySequence<T> : IEqualityComparer<T[]>
        where T : IEquatable<T>
    {
        public bool Equals(T[]? x, T[]? y) => x is null ? y is null : y is not null && x.AsSpan().SequenceEqual(y);

        public int GetHashCode(T[] list)
        {
            var hash = new HashCode();
            foreach (var one in list)
                hash.Add(one);
            return hash.ToHashCode();
        }
    }
}
