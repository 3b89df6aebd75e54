using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>
/// Finds the reviewers of an item by a stage's rules. Deterministic: the same facts give the same reviewers and the same trace. Nobody
/// whose access it is, nobody barred and nobody who is gone is ever found.
/// </summary>
public sealed class ReviewerResolution
{
    /// <summary>Managers that are walked upward from one person.</summary>
    public const int MaxManagers = 20;

    private readonly ItemFacts facts;
    private readonly Involvements barred;
    private readonly ReviewerSources sources;
    private readonly List<AssignedReviewer> reviewers = [];
    private readonly List<ResolutionStep> trace = [];

    private ReviewerResolution(ItemFacts facts, Involvements barred, ReviewerSources sources) =>
        (this.facts, this.barred, this.sources) = (facts, barred, sources);

    /// <summary>The reviewers of a stage: by its rule, else by its fallback, and by the additional rules.</summary>
    public static ResolvedReviewers Resolve(ReviewerSetting setting, ItemFacts facts, Involvements barred, ReviewerSources sources)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(sources);
        var resolution = new ReviewerResolution(facts, barred, sources);
        if (!resolution.Apply(setting.Rule, ReviewerKinds.None) && setting.Fallback is { } fallback)
            resolution.Apply(fallback, ReviewerKinds.Fallback);
        foreach (var rule in setting.Additional)
            resolution.Apply(rule, ReviewerKinds.None);
        return new([.. resolution.reviewers], [.. resolution.trace]);
    }

    /// <summary>
    /// Who takes the place of a reviewer who left: the first who is found and has no place yet. By the stage's rules as they resolve now,
    /// and, where those find nobody else, the first manager above the one who left who may review; empty when there is nobody.
    /// </summary>
    public static ResolvedReviewers Replace(
        Assignment left, ImmutableArray<Assignment> present, ReviewerSetting setting, ItemFacts facts, Involvements barred, ReviewerSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var taken = present.SelectMany(a => a.Persons).ToHashSet();
        var resolved = Resolve(setting, facts, barred, sources with { Gone = sources.Gone.Append(left.Reviewer).ToHashSet() });
        var free = resolved.Reviewers.Where(r => !taken.Contains(r.Person)).Take(1).ToImmutableArray();
        if (!free.IsEmpty)
            return resolved with { Reviewers = free };
        var above = Above(left, present, facts, barred, sources);
        return new(above.Reviewers, [.. resolved.Trace, .. above.Trace]);
    }

    /// <summary>
    /// The first manager above a reviewer who may review and has no place yet, nor had one: who comes in by escalation; empty when there is
    /// nobody.
    /// </summary>
    public static ResolvedReviewers Above(
        Assignment silent, ImmutableArray<Assignment> present, ItemFacts facts, Involvements barred, ReviewerSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var taken = present.SelectMany(a => a.Persons);
        var above = new ReviewerResolution(facts, barred, sources with { Gone = sources.Gone.Concat(taken).ToHashSet() });
        above.Walk(silent.Reviewer, ReviewerKinds.LineManager | ReviewerKinds.Escalation);
        return new([.. above.reviewers], [.. above.trace]);
    }

    // True when the rule found somebody, or somebody who had been found before.
    private bool Apply(ReviewerRule rule, ReviewerKinds mark)
    {
        var kind = rule.Kind | mark;
        if (rule.Kind == ReviewerKinds.LineManager)
            return facts.Subjects.Aggregate(false, (found, subject) => Walk(subject, kind) || found) || Nobody(kind, facts.Subjects.IsEmpty);
        var persons = sources.PointedToBy(rule, facts);
        if (reviewers.Count + persons.Length > ReviewItem.MaxReviewers)
            return Step(kind, null, ResolutionResult.TooMany);
        var any = false;
        foreach (var person in persons)
            any |= Take(kind, person);
        return any || Nobody(kind, persons.IsEmpty);
    }

    private bool Walk(PersonId from, ReviewerKinds kind)
    {
        var seen = new HashSet<PersonId> { from };
        for (var at = from; sources.LineManagers.TryGetValue(at, out var manager); at = manager)
        {
            if (!seen.Add(manager) || seen.Count > MaxManagers)
                return Step(kind, manager, ResolutionResult.NoEnd);
            if (reviewers.Count >= ReviewItem.MaxReviewers)
                return Step(kind, null, ResolutionResult.TooMany);
            if (Take(kind, manager))
                return true;
        }
        return Nobody(kind, true);
    }

    private bool Take(ReviewerKinds kind, PersonId person)
    {
        if (facts.Subjects.Contains(person))
            return Step(kind, person, ResolutionResult.OwnAccess);
        if (facts.Bars(person, barred))
            return Step(kind, person, ResolutionResult.Barred);
        if (sources.Gone.Contains(person))
            return Step(kind, person, ResolutionResult.Gone);
        var before = reviewers.FindIndex(r => r.Person == person);
        if (before < 0)
            reviewers.Add(new(person, kind));
        else
            reviewers[before] = new(person, reviewers[before].Kinds | kind);
        return Step(kind, person, before < 0 ? ResolutionResult.Found : ResolutionResult.FoundBefore);
    }

    private bool Nobody(ReviewerKinds kind, bool record) => record && Step(kind, null, ResolutionResult.Nobody);

    private bool Step(ReviewerKinds kind, PersonId? person, ResolutionResult result)
    {
        trace.Add(new(kind, person, result));
        return result is ResolutionResult.Found or ResolutionResult.FoundBefore;
    }
}
