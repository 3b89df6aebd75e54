using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Domain.Tests.Reviews;

internal enum Reply
{
    Refused,
    Nothing,
    Done,
}

/// <summary>
/// What the rules say, worked out anew for every question from the list of everything that was done. It keeps no places and folds nothing.
/// </summary>
internal sealed class NaiveReview(ReviewCourse course)
{
    private static readonly OutcomeKind[] FromLooseToStrict =
        [OutcomeKind.Open, OutcomeKind.Kept, OutcomeKind.Certified, OutcomeKind.Modified, OutcomeKind.Suspended, OutcomeKind.Revoked];

    // Who acted for themselves, in which stage; passes go from one person to another.
    private readonly List<(int Stage, Deed Deed, PersonId From, PersonId To, Attempt What)> done = [];
    private readonly List<ImmutableArray<AssignedReviewer>> opened = [course.ReviewersOf(0, 0)];

    public ItemOutcome Outcome { get; private set; }

    public bool Finished { get; private set; }

    public int Stage => opened.Count - 1;

    public Reply Try(Attempt attempt)
    {
        var subjects = course.SubjectsAt(attempt.Hour);
        var caller = attempt.Caller;
        if (Finished || caller.Identity?.Value == "reviewed" || subjects.Any(s => caller.Persons.Contains(s) || caller.SpeaksFor.Contains(s)))
            return Reply.Refused;
        return attempt.Deed switch
        {
            Deed.Close => Close(attempt),
            Deed.Replace => Replace(attempt),
            Deed.Add => Add(attempt),
            _ => ForThemselves(attempt),
        };
    }

    private Reply ForThemselves(Attempt attempt)
    {
        var mine = Origins().Where(o => attempt.Caller.Persons.Contains(SitterOf(o).Person)).ToList();
        if (attempt.Hour >= ReviewCourse.HoursPerStage * (Stage + 1) || mine.Count != 1)
            return Reply.Refused;
        var (me, since) = SitterOf(mine[0]);
        if (HasSignedOff(me, since))
            return attempt.Deed == Deed.SignOff ? Reply.Nothing : Reply.Refused;
        var last = LastAnswer(me, since);
        switch (attempt.Deed)
        {
            case Deed.SignOff: return last is null ? Reply.Refused : Do(attempt, me, me);
            case Deed.Delegate:
                var target = ReviewCourse.People[attempt.Target];
                var refused = Chain(mine[0]).Contains(target) || !MaySit(target, attempt.Hour) || IsSitting(target) || Chain(mine[0]).Count > 5;
                return refused ? Reply.Refused : Do(attempt, me, target);
            default:
                if (IsBarred(me) || (!attempt.Justified && NeedsWords(attempt.Answer)))
                    return Reply.Refused;
                var same = last?.Answer == attempt.Answer && last?.Until == attempt.Until && !attempt.Justified;
                return same ? Reply.Nothing : Do(attempt, me, me);
        }
    }

    private Reply Replace(Attempt attempt)
    {
        var (left, by) = (ReviewCourse.People[attempt.Other], ReviewCourse.People[attempt.Target]);
        if (!IsSitting(left))
            return Origins().Any(o => SitterOf(o).Person == by && Chain(o).SkipLast(1).Contains(left)) ? Reply.Nothing : Reply.Refused;
        var place = Origins().Single(o => SitterOf(o).Person == left);
        if (VoteOf(place, attempt.Hour) is not null)
            return HasSignedOff(left, SitterOf(place).Since) ? Reply.Refused : Reply.Nothing;
        return !MaySit(by, attempt.Hour) || IsSitting(by) || Chain(place).Count > 5 ? Reply.Refused : Do(attempt, left, by);
    }

    private Reply Add(Attempt attempt)
    {
        var person = ReviewCourse.People[attempt.Target];
        if (!MaySit(person, attempt.Hour))
            return Reply.Refused;
        return IsSitting(person) ? Reply.Nothing : Do(attempt, person, person);
    }

    private Reply Close(Attempt attempt)
    {
        var places = Origins().ToList();
        var over = attempt.Hour >= ReviewCourse.HoursPerStage * (Stage + 1);
        if (!over && (places.Count == 0 || places.Exists(p => !IsThrough(p, attempt.Hour))))
            return Reply.Refused;
        var stage = course.Stages[Stage];
        var counted = places.Where(p => stage.Strategy.Counted == ReviewerKinds.None || (p.Kinds & stage.Strategy.Counted) != 0)
            .Select(p => VoteOf(p, attempt.Hour)).ToList();
        var result = ResultOf(stage.Strategy, counted.ConvertAll(v => v?.Answer));
        Outcome = OutcomeOf(stage, result, counted.Where(v => v?.Until is not null).Select(v => v!.Until!.Value).ToList());
        if (ReviewCourse.IsLast(course, Stage) || (stage.AdvanceOn & result) == 0)
            Finished = true;
        else
            opened.Add(course.ReviewersOf(Stage + 1, attempt.Hour));
        return Reply.Done;
    }

    private static StageResults ResultOf(OutcomeStrategy strategy, List<Answer?> votes)
    {
        var yes = votes.Count(v => v is Answer.Certify or Answer.Modify);
        var no = votes.Count(v => v == Answer.Revoke);
        // Were everybody who has not denied to accept in the end: would it be enough?
        var hopeless = votes.Count(v => v != Answer.Revoke) < strategy.Quorum;
        return (strategy.Kind, yes, no) switch
        {
            (StrategyKind.OneAcceptAccepts, > 0, _) => StageResults.Accepted,
            (StrategyKind.Quorum, _, _) when yes >= strategy.Quorum => StageResults.Accepted,
            (StrategyKind.Quorum, _, > 0) => hopeless ? StageResults.Denied : StageResults.Undecided,
            (_, _, > 0) => StageResults.Denied,
            (StrategyKind.OneDenyDenies or StrategyKind.AcceptedIfNotDenied, > 0, 0) => StageResults.Accepted,
            (StrategyKind.AllMustAccept, > 0, 0) when yes == votes.Count => StageResults.Accepted,
            _ => StageResults.Undecided,
        };
    }

    private ItemOutcome OutcomeOf(StageDefinition stage, StageResults result, List<Instant> ends)
    {
        if (result == StageResults.Denied)
            return new(OutcomeKind.Revoked, false, null, Removal.Grant);
        if (result == StageResults.Accepted && ends.Count > 0)
            return new(OutcomeKind.Modified, false, ends.MinBy(e => e.Milliseconds), Removal.None);
        if (result == StageResults.Accepted)
            return Outcome.Kind == OutcomeKind.Modified ? Outcome : new(OutcomeKind.Certified, false, null, Removal.None);
        var silent = stage.NoResponse switch
        {
            NoResponse.Revoke => OutcomeKind.Revoked,
            NoResponse.Suspend => OutcomeKind.Suspended,
            NoResponse.TakeRecommendation when course.Recommended == Recommendation.Revoke => OutcomeKind.Revoked,
            _ => OutcomeKind.Kept,
        };
        return Array.IndexOf(FromLooseToStrict, silent) > Array.IndexOf(FromLooseToStrict, Outcome.Kind) ? Silently(silent) : Outcome;
    }

    private static ItemOutcome Silently(OutcomeKind kind) =>
        new(kind, true, null, kind == OutcomeKind.Kept ? Removal.None : Removal.Grant);

    private Reply Do(Attempt attempt, PersonId from, PersonId to)
    {
        done.Add((Stage, attempt.Deed, from, to, attempt));
        return Reply.Done;
    }

    // The places of the present stage, by who sat on each first and since which of the deeds.
    private IEnumerable<(PersonId First, int Since, ReviewerKinds Kinds)> Origins() =>
        opened[^1].Select(r => (r.Person, -1, r.Kinds)).Concat(
            done.Index().Where(d => d.Item.Stage == Stage && d.Item.Deed == Deed.Add).Select(d => (d.Item.To, d.Index, ReviewerKinds.Escalation)));

    private (PersonId Person, int Since) SitterOf((PersonId First, int Since, ReviewerKinds Kinds) place) => Walk(place).Last();

    private List<PersonId> Chain((PersonId First, int Since, ReviewerKinds Kinds) place) => [.. Walk(place).Select(p => p.Person)];

    private IEnumerable<(PersonId Person, int Since)> Walk((PersonId First, int Since, ReviewerKinds Kinds) place)
    {
        var at = (Person: place.First, place.Since);
        yield return at;
        while (done.FindIndex(at.Since + 1, d => d.Stage == Stage && d.Deed is Deed.Delegate or Deed.Replace && d.From == at.Person) is var next and >= 0)
        {
            at = (done[next].To, next);
            yield return at;
        }
    }

    private Attempt? LastAnswer(PersonId person, int since) =>
        done.Skip(since + 1).LastOrDefault(d => d.Stage == Stage && d.Deed == Deed.Answer && d.From == person).What;

    private bool HasSignedOff(PersonId person, int since) =>
        done.Skip(since + 1).Any(d => d.Stage == Stage && d.Deed == Deed.SignOff && d.From == person);

    private Attempt? VoteOf((PersonId First, int Since, ReviewerKinds Kinds) place, int hour)
    {
        var (person, since) = SitterOf(place);
        return MaySit(person, hour) && !IsChosenByOneself(place, hour) ? LastAnswer(person, since) : null;
    }

    private bool IsThrough((PersonId First, int Since, ReviewerKinds Kinds) place, int hour)
    {
        var (person, since) = SitterOf(place);
        return MaySit(person, hour) && !IsChosenByOneself(place, hour) && HasSignedOff(person, since);
    }

    // Whoever delegated since the last replacement chose, in the end, who sits there.
    private bool IsChosenByOneself((PersonId First, int Since, ReviewerKinds Kinds) place, int hour)
    {
        var passes = Walk(place).Skip(1).Select(w => done[w.Since]).ToList();
        var choosers = passes.Skip(passes.FindLastIndex(p => p.Deed == Deed.Replace) + 1).Select(p => p.From);
        return choosers.Any(course.SubjectsAt(hour).Contains);
    }

    private bool IsSitting(PersonId person) => Origins().Any(o => SitterOf(o).Person == person);

    private bool MaySit(PersonId person, int hour) => !course.SubjectsAt(hour).Contains(person) && !IsBarred(person);

    private bool IsBarred(PersonId person) => course.Rules.Barred != Involvements.None && person == ReviewCourse.People[5];

    private bool NeedsWords(Answer answer) => course.Rules.Justification == JustificationRule.Always
        || (course.Rules.Justification == JustificationRule.OnChange && answer is Answer.Revoke or Answer.Modify);
}
