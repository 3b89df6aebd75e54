using AccessGovernance.Domain.Identities;
using CsCheck;

namespace AccessGovernance.Domain.Tests;

/// <summary>The status history against a model that looks at every instant by itself.</summary>
[Trait("Rule", "6")]
public sealed class StatusProperties
{
    private const int Instants = 12;

    private static readonly Gen<StatusHistory> History =
        Gen.Select(Gen.Enum<StatusKind>(), Gen.Int[0, Instants - 2]).List[0, 10].Select(facts =>
        {
            var history = new StatusHistory();
            foreach (var (kind, at) in facts)
                history.Add(new StatusFact(history.Facts.Count, kind, new Instant(at)));
            return history;
        });

    [Fact]
    public void Termination_holds_until_a_reinstatement_recorded_later_and_effective_later() =>
        History.Sample(history => Each(t => history.IsTerminatedAt(t) == Terminated(history, t)));

    [Fact]
    public void Suspension_is_the_latest_word_in_effect() =>
        History.Sample(history => Each(t => history.IsSuspendedAt(t) == Suspended(history, t)));

    [Fact]
    [Trait("Rule", "8")]
    public void Period_touches_a_termination_when_one_instant_of_it_does() =>
        Gen.Select(History, Gen.Int[0, Instants - 2], Gen.Int[1, 4]).Sample((history, from, length) =>
        {
            var period = new Period(new Instant(from), new Instant(from + length));
            var touched = Enumerable.Range(from, length).Any(t => Terminated(history, new Instant(t)));
            return touched == history.TerminationWithin(period) is not null;
        });

    [Fact]
    public void Cut_is_the_earliest_termination_recorded_later() =>
        Gen.Select(History, Gen.Int[0, 10]).Sample((history, order) =>
        {
            var cuts = history.Facts.Where(f => f.Kind == StatusKind.Terminated && f.Order > order).Select(f => f.At.Milliseconds);
            return history.CutOf(order).Milliseconds == cuts.DefaultIfEmpty(long.MaxValue).Min();
        });

    private static bool Each(Func<Instant, bool> holds) => Enumerable.Range(-1, Instants + 1).All(t => holds(new Instant(t)));

    private static bool Terminated(StatusHistory history, Instant t) => history.Facts.Exists(f =>
        f.Kind == StatusKind.Terminated && f.At <= t
        && !history.Facts.Exists(r => r.Kind == StatusKind.Reinstated && r.Order > f.Order && r.At > f.At && r.At <= t));

    private static bool Suspended(StatusHistory history, Instant t)
    {
        StatusFact? word = null;
        foreach (var fact in history.Facts.Where(f => f.Kind != StatusKind.Terminated && f.At <= t))
            word = word is null || fact.At >= word.Value.At ? fact : word;
        return word?.Kind == StatusKind.Suspended;
    }
}
