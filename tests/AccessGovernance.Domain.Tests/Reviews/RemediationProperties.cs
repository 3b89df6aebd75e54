using AccessGovernance.Domain.Reviews.Campaigns;
using CsCheck;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>What holds of a case whatever is sent, acknowledged, reported and excepted, in whatever order.</summary>
public sealed class RemediationProperties
{
    private static readonly Gen<RemediationCommand> Command = Gen.OneOf(
        Gen.Const((RemediationCommand)new SendRemediation("T-1")),
        Gen.Const((RemediationCommand)new AcknowledgeRemediation("T-1")),
        Gen.Const((RemediationCommand)new FailRemediation("timed out")),
        Gen.Const((RemediationCommand)new RetainAccess(Ops)),
        Gen.Select(Gen.Int[90, 130], Gen.Bool, Gen.Bool, (day, present, complete) =>
            (RemediationCommand)new ObserveAccess(Times.Day(day), present, complete)),
        Gen.Int[100, 140].Select(day => (RemediationCommand)new ExceptRemediation(Times.Day(day), Why)));

    private static readonly Gen<List<(RemediationCommand What, int Days)>> Life =
        Gen.Select(Command, Gen.Int[0, 2]).List[1, 30].Select(steps => steps.ConvertAll(s => (s.Item1, s.Item2)));

    [Fact]
    public void Ends_with_the_latest_proof_or_an_exception_in_force_and_with_nothing_else() => Life.Sample(life =>
    {
        var state = new RemediationCase(Item);
        var recorded = new List<RemediationEvent>();
        Do(state, recorded, new RequestRemediation(RemediationAction.Revoke, 5), 100);
        var day = 100;
        foreach (var (what, days) in life)
        {
            Do(state, recorded, what, day += days);
            var now = Times.Day(day);
            Assert.Equal(IsProven(recorded) || IsExcepted(recorded, now), state.IsEnded(now));
            Assert.Equal(!state.IsEnded(now) && day >= 105, state.IsOverdue(now));
        }
    }, iter: 5_000);

    [Fact]
    public void Sent_twice_records_once_but_for_what_is_done_twice() => Life.Sample(life =>
    {
        var state = new RemediationCase(Item);
        var recorded = new List<RemediationEvent>();
        Do(state, recorded, new RequestRemediation(RemediationAction.Revoke, 5), 100);
        foreach (var (what, _) in life)
        {
            Do(state, recorded, what, 100);
            var before = recorded.Count;
            Do(state, recorded, what, 100);
            Assert.True(recorded.Count == before || what is SendRemediation or ExceptRemediation);
        }
    }, iter: 5_000);

    // A report of absence from after the decision, newer than every one before it, and nothing recorded since.
    private static bool IsProven(List<RemediationEvent> recorded) => recorded[^1] is AccessObservedAbsent { At: var at } && at > Times.Day(100)
        && recorded.SkipLast(1).All(e => e is not AccessObservedAbsent { At: var earlier } || earlier < at);

    private static bool IsExcepted(List<RemediationEvent> recorded, Instant now) => recorded[^1] is RemediationExcepted { Until: var until } && now < until;

    private static void Do(RemediationCase state, List<RemediationEvent> recorded, RemediationCommand what, int day)
    {
        foreach (var e in state.Decide(what, Facts, new DecisionContext(Times.Day(day), As(Kim))).Events.Cast<RemediationEvent>())
        {
            state.Evolve(e);
            recorded.Add(e);
        }
    }
}
