using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using CsCheck;

namespace AccessGovernance.Domain.Tests.Reviews;

internal enum Deed
{
    Answer,
    Delegate,
    SignOff,
    Replace,
    Add,
    Close,
}

/// <summary>Something that a caller tries at an hour. <paramref name="Other"/> is whom a replacement replaces.</summary>
internal sealed record Attempt(int Hour, int Who, Deed Deed, int Other, int Target, Answer Answer, bool Justified)
{
    public Caller Caller => ReviewCourse.Callers[Who];

    public Instant? Until => Answer == Answer.Modify ? ReviewCourse.At(Hour + 10 + Target) : null;
}

/// <summary>What was tried with one item, from launch to the end: stages, reviewers, and everybody's attempts in order of time.</summary>
/// <param name="LinkedAt">The hour from which on it is known that person 6 stands behind the reviewed identity too, as person 0 always does.</param>
internal sealed record ReviewCourse(
    ImmutableArray<StageDefinition> Stages, ImmutableArray<ImmutableArray<AssignedReviewer>> Reviewers, ReviewRules Rules, Recommendation Recommended,
    int LinkedAt, ImmutableArray<Attempt> Attempts)
{
    public const int HoursPerStage = 40;

    public static readonly ImmutableArray<PersonId> People = [.. Enumerable.Range(0, 7).Select(i => new PersonId($"p{i}"))];

    private static readonly IdentityId Reviewed = new("reviewed");

    /// <summary>Everybody's account; then those of person 0 by other ways, one that two persons share, and the product itself.</summary>
    public static readonly ImmutableArray<Caller> Callers =
    [
        .. People.Select(ReviewWords.As), new("second", new("second"), [People[0]], true), new("reviewed", Reviewed, [], true),
        Caller.System with { SpeaksFor = [People[0]] }, new("both", new("both"), [People[1], People[2]], false), Caller.System,
    ];

    private static readonly Gen<Attempt> SomeAttempt = Gen.Select(
        Gen.Int[0, 8], Gen.Frequency((8, Gen.Int[1, 4]), (2, Gen.Int[0, 11]), (1, Gen.Int[6, 6])),
        Gen.Frequency(
            (8, Gen.Const(Deed.Answer)), (2, Gen.Const(Deed.Delegate)), (4, Gen.Const(Deed.SignOff)), (1, Gen.Const(Deed.Replace)),
            (1, Gen.Const(Deed.Add)), (2, Gen.Const(Deed.Close))),
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]), Gen.Int[1, 4], Gen.Bool, (wait, who, deed, persons, answer, justified) =>
            new Attempt(wait, who, deed, persons.Item1, persons.Item2, (Answer)answer, justified));

    private static readonly Gen<OutcomeStrategy> SomeStrategy = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 3], Gen.Bool, (kind, quorum, counted) =>
        kind == 5
            ? OutcomeStrategy.AtLeast(quorum, counted ? ReviewerKinds.LineManager | ReviewerKinds.Escalation : ReviewerKinds.None)
            : OutcomeStrategy.Of((StrategyKind)kind));

    private static readonly Gen<StageDefinition> SomeStage = Gen.Select(SomeStrategy, Gen.Int[1, 4], Gen.Int[1, 7], (strategy, silence, advance) =>
        ReviewWords.Stage with { Strategy = strategy, NoResponse = (NoResponse)silence, AdvanceOn = (StageResults)advance });

    private static readonly Gen<ImmutableArray<AssignedReviewer>> SomeReviewers = Gen.Select(Gen.Shuffle(new[] { 1, 2, 3, 4, 6 }), Gen.Int[0, 4], Gen.Int[0, 7],
        (order, count, kinds) => ImmutableArray.CreateRange(order.Take(count).Select((p, i) =>
            new AssignedReviewer(People[p], (kinds >> i & 1) == 1 ? ReviewerKinds.LineManager : ReviewerKinds.Named))));

    public static readonly Gen<ReviewCourse> Some = Gen.Select(
        SomeStage.Array[1, 3], SomeReviewers.Array[3], Gen.Select(Gen.Int[1, 3], Gen.Bool), Gen.Int[0, 2], Gen.Int[0, 150], SomeAttempt.List[5, 40],
        (stages, reviewers, rules, recommended, linked, attempts) => new ReviewCourse(
            [.. stages], [.. reviewers], new((JustificationRule)rules.Item1, rules.Item2 ? Involvements.Requester : Involvements.None),
            (Recommendation)recommended, linked, InOrderOfTime(attempts)));

    public static Instant At(int hour) => new(hour * 3_600_000L);

    public static bool IsLast(ReviewCourse course, int stage) => stage == course.Stages.Length - 1;

    public ImmutableArray<PersonId> SubjectsAt(int hour) => hour < LinkedAt ? [People[0]] : [People[0], People[6]];

    /// <summary>Person 5 asked for the access.</summary>
    public ItemFacts FactsAt(int hour) => new(
        Reviewed, Words.Admins, Words.TheDirectory, SubjectsAt(hour), new([People[5]], [], []), Recommended);

    public StageRules RulesOf(int stage) => new(Stages[stage], Rules, At(HoursPerStage * (stage + 1)));

    /// <summary>The reviewers that a launch, or the closing of the stage before, resolves: nobody whose access it is.</summary>
    public ImmutableArray<AssignedReviewer> ReviewersOf(int stage, int hour) => [.. Reviewers[stage].Where(r => !SubjectsAt(hour).Contains(r.Person))];

    private static ImmutableArray<Attempt> InOrderOfTime(List<Attempt> attempts)
    {
        var hour = 0;
        return [.. attempts.Select(a => a with { Hour = hour += a.Hour })];
    }
}
