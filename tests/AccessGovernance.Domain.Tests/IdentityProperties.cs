using AccessGovernance.Domain.Identities;
using CsCheck;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

/// <summary>What holds of one identity whatever was asked of it, in whatever order, at whatever times.</summary>
public sealed class IdentityProperties
{
    private static readonly Gen<double> SomeDay = Gen.Int[80, 120].Select(d => (double)d);

    private static readonly Gen<Period> Validity = Gen.Select(SomeDay, Gen.Int[1, 30], Gen.Bool, (from, length, open) =>
        open ? From(from) : Days(from, from + length));

    private static readonly Gen<IdentityCommand> Command = Gen.OneOf(
        Gen.Select(Gen.Int[1, 5], Validity, (g, v) => (IdentityCommand)(Grant(g, v) with { Reason = Why })),
        Gen.Select(Gen.Int[1, 5], SomeDay, (g, d) => (IdentityCommand)Revoke(g, d)),
        Gen.Select(Gen.Int[1, 5], Validity, Gen.Int[0, 4], (g, v, n) => (IdentityCommand)Correct(g, n == 0 ? null : v)),
        SomeDay.Select(d => (IdentityCommand)new SuspendIdentity(Day(d), Why)),
        SomeDay.Select(d => (IdentityCommand)new ResumeIdentity(Day(d), Why)),
        SomeDay.Select(d => (IdentityCommand)new TerminateIdentity(Day(d), null, Why)),
        SomeDay.Select(d => (IdentityCommand)new ReinstateIdentity(Day(d), Why)),
        Gen.Const((IdentityCommand)new WithdrawTermination(Why)),
        Gen.Select(Gen.Int[1, 3], Validity, (l, v) => (IdentityCommand)new LinkIdentity(new(Id(l)), Callers.Ann, LinkRole.Person, v, Why)),
        Gen.Select(Gen.Int[1, 3], SomeDay, (l, d) => (IdentityCommand)new EndLink(new(Id(l)), Day(d), Why)),
        Gen.Const((IdentityCommand)new RequestForgetting()));

    private static readonly Gen<List<(IdentityCommand What, double Now)>> Life =
        Gen.Select(Command, Gen.Int[0, 2]).List[1, 30].Select(steps =>
        {
            var now = 90.0;
            return steps.ConvertAll(s => (s.Item1, now += s.Item2));
        });

    [Fact]
    [Trait("Rule", "12")]
    public void Sent_twice_records_once() => Life.Sample(life =>
    {
        var story = Given.Registered();
        foreach (var (what, now) in life)
        {
            story.OnDay(now).When(what).And(story.Decision.Events);
            Assert.Empty(story.When(what).Decision.Events);
        }
    }, iter: 1_000);

    [Fact]
    [Trait("Rule", "12")]
    public void Late_retry_of_a_grant_never_opens_access() => Life.Sample(life =>
    {
        var story = Given.Registered();
        var granted = new List<IdentityCommand>();
        foreach (var (what, now) in life)
        {
            story.OnDay(now).When(what);
            if (what is GrantAccess && story.Decision.Refusal is null)
                granted.Add(what);
            story.And(story.Decision.Events);
            Assert.All(granted, again => Assert.Empty(story.When(again).Decision.Events));
        }
    }, iter: 1_000);

    [Fact]
    [Trait("Rule", "7")]
    public void Revocation_never_moves_an_end_later_and_void_is_final() => Life.Sample(life =>
    {
        var story = Given.Registered();
        foreach (var (what, now) in life)
        {
            var before = story.State.Grants.ToDictionary(g => g.Key, g => (g.Value.Void, End: story.State.EffectiveEnd(g.Value)));
            story.OnDay(now).When(what).And(story.Decision.Events);
            foreach (var (id, grant) in before)
            {
                Assert.True(!grant.Void || story.State.Grants[id].Void);
                if (what is RevokeAccess)
                    Assert.True(story.State.EffectiveEnd(story.State.Grants[id]) <= grant.End);
            }
        }
    }, iter: 1_000);

    [Fact]
    [Trait("Rule", "6")]
    public void Grants_hold_at_no_instant_of_a_termination() => Life.Sample(life =>
    {
        var story = Given.Registered();
        foreach (var (what, now) in life)
            story.OnDay(now).When(what).And(story.Decision.Events);
        foreach (var grant in story.State.Grants.Values.Where(g => !g.Void))
        {
            var holds = grant.Validity with { Until = story.State.EffectiveEnd(grant) };
            Assert.Null(holds.IsEmpty ? null : story.State.Status.TerminationWithin(holds));
        }
    }, iter: 1_000);

    [Fact]
    [Trait("Rule", "6")]
    public void Revoking_always_works() => Life.Sample(life =>
    {
        var story = Given.Registered();
        foreach (var (what, now) in life)
            story.OnDay(now).When(what).And(story.Decision.Events);
        var today = story.State.Grants.Keys.ToList();
        foreach (var id in today)
            story.OnDay(130).Done(new RevokeAccess(new GrantId(id), Admins, Day(130), Why));
        Assert.All(story.State.Grants.Values, g => Assert.True(g.Void || story.State.EffectiveEnd(g) <= Day(130)));
    }, iter: 1_000);
}
