using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class CheckingAccess
{
    private readonly HistoryScript script =
        new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "group", "role", "permission").WithIdentities("i");

    [Fact, Trait("Rule", "9")]
    public void Shows_the_path_and_the_grant_with_its_cause()
    {
        var grant = script.Grant("i", "group", Span(0, 10), 0);
        var upper = script.Confer("group", "role", From(2), 0);
        var lower = script.Confer("role", "permission", From(4), 0);

        var answer = Check("permission", At(5));

        Assert.Equal(CheckReason.Held, answer.Reason);
        Assert.Equal([upper, lower], answer.Holding!.Path.Select(s => s.Conferral));
        var held = Assert.Single(answer.Holding.Grants);
        Assert.Equal((grant, new EntitlementId("group"), Span(0, 10)), (held.Grant, held.Entitlement, held.Validity));
        Assert.Equal(CauseKind.DirectAssignment, held.Cause.Kind);
        Assert.Equal(CheckReason.NoGrant, Check("permission", At(3)).Reason);
    }

    [Fact, Trait("Rule", "8")]
    public void Needs_one_instant_at_which_the_whole_path_holds()
    {
        script.Grant("i", "group", Span(0, 5), 0);
        script.Confer("group", "role", Span(5, 10), 0);

        Assert.False(Check("role", Span(0, 10)).Allowed);
    }

    [Fact, Trait("Rule", "6")]
    public void Refuses_a_suspended_identity_and_lists_it()
    {
        script.Grant("i", "role", From(0), 0);
        script.OfIdentity("i", new IdentitySuspended(new(5), null), 1);
        script.OfIdentity("i", new IdentityResumed(new(9), null), 2);

        Assert.Equal(CheckReason.Suspended, Check("role", Span(5, 9)).Reason);
        Assert.Equal(CheckReason.Held, Check("role", Span(5, 10)).Reason);
        Assert.Equal(AccessState.Suspended, Assert.Single(Who("role", At(6))).State);
        Assert.Equal(AccessState.Active, Assert.Single(Who("role", At(9))).State);
    }

    [Fact, Trait("Rule", "6")]
    public void A_termination_ends_what_was_recorded_before_it_for_ever()
    {
        script.Grant("i", "role", From(0), 0);
        script.OfIdentity("i", new IdentityTerminated(new(5), null, null), 1);
        script.OfIdentity("i", new IdentityReinstated(new(8), null), 2);
        Assert.Equal(CheckReason.Terminated, Check("role", At(5)).Reason);
        Assert.Equal(CheckReason.NotInForce, Check("role", At(9)).Reason);

        script.Grant("i", "role", From(8), 3);
        Assert.True(Check("role", At(9)).Allowed);
        Assert.False(Check("role", At(7)).Allowed);
    }

    [Fact, Trait("Rule", "6")]
    public void Tells_a_terminated_identity_from_one_that_is_back_without_its_grants()
    {
        script.Grant("i", "group", From(0), 0);
        script.Confer("group", "role", From(0), 0);
        script.Grant("i", "permission", From(20), 0);
        script.OfIdentity("i", new IdentityTerminated(new(5), null, null), 1);
        Assert.Equal(CheckReason.Terminated, Check("role", At(9)).Reason);
        Assert.Equal(CheckReason.Terminated, Check("permission", Span(3, 30)).Reason);

        script.OfIdentity("i", new IdentityReinstated(new(8), null), 2);

        Assert.Equal(CheckReason.Terminated, Check("group", At(7)).Reason);
        Assert.Equal(CheckReason.NotInForce, Check("group", At(9)).Reason);
        Assert.Equal(CheckReason.NotInForce, Check("group", Span(6, 10)).Reason);
        Assert.Equal(CheckReason.NoGrant, Check("role", At(9)).Reason);
        Assert.Equal(CheckReason.Void, Check("permission", At(25)).Reason);
        Assert.Equal(CheckReason.NotInForce, Check("permission", At(9)).Reason);
    }

    [Fact, Trait("Rule", "6")]
    public void A_withdrawn_termination_cuts_nothing()
    {
        script.Grant("i", "role", From(0), 0);
        script.OfIdentity("i", new IdentityTerminated(new(5), null, null), 1);
        var pending = script.Position;
        script.OfIdentity("i", new TerminationWithdrawn(new(5), null), 2);

        Assert.True(Check("role", At(6)).Allowed);
        var then = script.Reader.Read(Knowledge.AtPosition(pending));
        Assert.False(script.Reader.CheckAccess(new("i"), new("role"), At(6), then, explain: false)!.Allowed);
    }

    [Fact, Trait("Rule", "6")]
    public void What_a_withdrawn_termination_had_cut_is_cut_by_the_one_before_it()
    {
        script.OfIdentity("i", new IdentityTerminated(new(20_000), null, null), 1);
        var grant = script.Grant("i", "role", Span(0, 10_000), 2);
        script.OfIdentity("i", new IdentityTerminated(new(0), null, null), 3);
        script.OfIdentity("i", new AccessRevoked(grant, new("role"), new(60_000), null), 4);
        script.OfIdentity("i", new TerminationWithdrawn(new(0), null), 5);

        Assert.Equal([new("i")], script.Reader.HoldersOf(new("role"), At(5_000), script.Reader.Latest)!.Ids);
        Assert.Empty(script.Reader.HoldersOf(new("role"), From(30_000), script.Reader.Latest)!.Ids);
        Assert.False(Check("role", From(30_000)).Allowed);
    }

    [Fact, Trait("Rule", "7")]
    public void Tells_a_void_grant_from_one_of_another_time_and_from_none()
    {
        Assert.Equal(CheckReason.NoGrant, Check("role", At(5)).Reason);
        script.Grant("i", "role", Span(0, 2), 0);
        Assert.Equal(CheckReason.NotInForce, Check("role", At(5)).Reason);
        var grant = script.Grant("i", "role", Span(4, 9), 0);
        script.OfIdentity("i", new GrantVoided(grant, new("role"), null), 1);
        Assert.Equal(CheckReason.Void, Check("role", At(5)).Reason);
    }

    [Fact, Trait("Rule", "7")]
    public void Each_of_several_grants_ends_by_itself()
    {
        var first = script.Grant("i", "role", From(0), 0);
        script.Grant("i", "role", From(3), 0);
        script.OfIdentity("i", new AccessRevoked(first, new("role"), new(4), null), 1);

        Assert.Equal(2, Check("role", At(3)).Holding!.Grants.Count);
        Assert.Single(Check("role", At(4)).Holding!.Grants);
    }

    [Fact, Trait("Rule", "7")]
    public void No_grant_hides_another_where_the_grants_themselves_are_asked_for()
    {
        var through = script.Grant("i", "group", From(0), 0);
        script.Confer("group", "role", From(0), 0);
        var direct = script.Grant("i", "role", From(3), 1);
        script.Grant("i", "permission", From(0), 1);
        Assert.Equal([direct], Check("role", From(5)).Holding!.Grants.Select(g => g.Grant));

        Assert.Equal([through, direct], Granted(From(5)).OrderBy(g => g.RecordedAt).Select(g => g.Grant));

        script.OfIdentity("i", new AccessRevoked(direct, new("role"), new(4), null), 2);
        Assert.Equal([through], Granted(From(5)).Select(g => g.Grant));
        Assert.Equal(script.Position, Granted(From(0)).Single(g => g.Grant == direct).RecordedAt);
        Assert.Empty(script.Reader.GrantsOf(new("nobody"), new HashSet<EntitlementId> { new("role") }, From(0), script.Reader.Latest));
    }

    [Fact, Trait("Rule", "10")]
    public void Knows_an_unknown_id_from_one_that_was_registered_later()
    {
        var before = script.Reader.Read(Knowledge.AtPosition(1) with { ReadPosition = script.Position });

        Assert.Null(script.Reader.CheckAccess(new("nobody"), new("role"), At(0), script.Reader.Latest, explain: true));
        Assert.Null(script.Reader.WhoHadAccess(new("nothing"), At(0), script.Reader.Latest, Page.All));
        var early = script.Reader.Read(Knowledge.Latest with { ReadPosition = 1 });
        Assert.Null(script.Reader.WhoHadAccess(new("role"), At(0), early, Page.All));
        Assert.Empty(script.Reader.WhoHadAccess(new("role"), At(0), before, Page.All)!.Rows);
        Assert.Empty(script.Reader.WhatDidTheyHold(new IdentityId("i"), At(0), before, Page.All)!.Rows);
    }

    [Fact, Trait("Rule", "3")]
    public void Is_of_one_state_of_knowledge() => Assert.Throws<ArgumentException>(() =>
        script.Reader.CheckAccess(new("i"), new("role"), At(0), script.Reader.Read(Knowledge.Ever), explain: true));

    private IReadOnlyList<HeldGrant> Granted(Period during) =>
        script.Reader.GrantsOf(new("i"), new HashSet<EntitlementId> { new("group"), new("role") }, during, script.Reader.Latest);

    private CheckAnswer Check(string entitlement, Period during) =>
        script.Reader.CheckAccess(new("i"), new(entitlement), during, script.Reader.Latest, explain: true)!;

    private IReadOnlyList<Holding> Who(string entitlement, Period during) =>
        script.Reader.WhoHadAccess(new(entitlement), during, script.Reader.Latest, Page.All)!.Rows;
}
