using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class Forgetting
{
    private static readonly LegalHoldPlaced Hold = new(new HoldId(Id(1)), null);
    private static readonly ForgettingRequested Requested = new([Callers.Ann]);
    private static readonly IdentityForgotten Forgotten = new(Callers.Ann, Callers.Bob);

    [Fact]
    public void Is_requested_by_one_person_and_confirmed_by_another()
    {
        var story = Given.Registered(Terminated(50));
        story.By(Callers.Hr).When(new RequestForgetting()).Then(Requested);
        story.Done(new RequestForgetting()).By(Callers.SecondHr).When(new ConfirmForgetting()).Then(Forgotten);
        story.Done(new ConfirmForgetting());
        Assert.Equal(ForgettingState.Forgotten, story.State.Forgetting);
    }

    [Fact]
    public void Is_not_confirmed_by_the_person_who_requested_it() =>
        Given.Registered(Terminated(50), Requested).By(Callers.Hr).When(new ConfirmForgetting())
            .ThenRefused(RefusalReason.SecondPersonRequired);

    [Fact]
    public void Is_not_confirmed_by_another_identity_of_that_person()
    {
        var sameAnn = new Caller("ann-admin", new IdentityId("ann-admin"), [Callers.Bob, Callers.Ann], true);
        Given.Registered(Terminated(50), Requested).By(sameAnn).When(new ConfirmForgetting())
            .ThenRefused(RefusalReason.SecondPersonRequired);
    }

    [Fact]
    public void Is_not_confirmed_by_any_person_of_the_caller_who_requested_it()
    {
        var both = new Caller("ann-admin", new IdentityId("ann-admin"), [Callers.Ann, Callers.Bob], true);
        var story = Given.Registered(Terminated(50)).By(both);
        story.When(new RequestForgetting()).Then(new ForgettingRequested([Callers.Ann, Callers.Bob]));
        story.Done(new RequestForgetting()).By(Callers.SecondHr).When(new ConfirmForgetting()).ThenRefused(RefusalReason.SecondPersonRequired);
        story.By(Callers.Hr).When(new ConfirmForgetting()).ThenRefused(RefusalReason.SecondPersonRequired);
    }

    [Fact]
    public void Has_to_be_requested_again_after_a_reinstatement()
    {
        var story = Given.Registered(Terminated(50), Requested).Done(new ReinstateIdentity(Day(100), null))
            .OnDay(120).Done(new TerminateIdentity(Day(120), null, null));
        story.By(Callers.SecondHr).When(new ConfirmForgetting()).ThenRefused(RefusalReason.ForgettingNotRequested);
        story.When(new RequestForgetting()).Then(new ForgettingRequested([Callers.Bob]));
    }

    [Fact]
    public void Leaves_nothing_to_hold() =>
        Given.Registered(Terminated(50), Forgotten).When(new PlaceLegalHold(Hold.Hold, null)).ThenRefused(RefusalReason.IdentityForgotten);

    [Fact]
    public void Lets_access_be_closed_without_a_reason_and_keeps_none()
    {
        var story = Given.Registered(Granted(1, From(20)), Granted(2, From(160)), Terminated(90), Forgotten).OnDay(85);
        story.When(Revoke(1, 85)).ThenRefused(RefusalReason.IdentityForgotten);
        story.When(new RevokeAccess(G(1), Admins, Day(85), null)).Then(new AccessRevoked(G(1), Admins, Day(85), null));
        story.When(Correct(1, null)).ThenRefused(RefusalReason.IdentityForgotten);
        story.When(new CorrectGrant(G(1), Admins, null, null)).Then(new GrantVoided(G(1), Admins, null));
        story.When(new SuspendIdentity(Day(85), Why)).ThenRefused(RefusalReason.IdentityForgotten);
        story.When(new SuspendIdentity(Day(85), null)).Then(new IdentitySuspended(Day(85), null));
    }

    [Fact]
    public void Is_not_for_callers_without_a_person()
    {
        var story = Given.Registered(Terminated(50), Requested).By(Callers.WithoutPerson);
        story.When(new RequestForgetting()).ThenRefused(RefusalReason.PersonRequired);
        story.When(new ConfirmForgetting()).ThenRefused(RefusalReason.PersonRequired);
    }

    [Fact]
    public void Needs_a_request_first() =>
        Given.Registered(Terminated(50)).When(new ConfirmForgetting()).ThenRefused(RefusalReason.ForgettingNotRequested);

    [Theory]
    [InlineData(null)]
    [InlineData(120d)]
    public void Needs_a_termination_in_effect(double? terminated)
    {
        var story = terminated is { } day ? Given.Registered(Terminated(day), Requested) : Given.Registered(Requested);
        story.When(new RequestForgetting()).ThenRefused(RefusalReason.IdentityNotTerminated);
        story.By(Callers.SecondHr).When(new ConfirmForgetting()).ThenRefused(RefusalReason.IdentityNotTerminated);
    }

    [Fact]
    public void Is_refused_while_a_reinstatement_is_pending() =>
        Given.Registered(Terminated(50), Reinstated(150), Requested).By(Callers.SecondHr).When(new ConfirmForgetting())
            .ThenRefused(RefusalReason.IdentityNotTerminated);

    [Fact]
    public void Is_refused_under_a_legal_hold_until_it_is_lifted()
    {
        var story = Given.Registered(Terminated(50), Requested, Hold).By(Callers.SecondHr);
        story.When(new ConfirmForgetting()).ThenRefused(RefusalReason.LegalHoldInPlace);
        story.Done(new LiftLegalHold(Hold.Hold, null)).When(new ConfirmForgetting()).Then(Forgotten);
    }

    [Fact]
    public void Waits_for_every_legal_hold() =>
        Given.Registered(Terminated(50), Requested, Hold, new LegalHoldPlaced(new HoldId(Id(2)), null)).By(Callers.SecondHr)
            .Done(new LiftLegalHold(Hold.Hold, null)).When(new ConfirmForgetting()).ThenRefused(RefusalReason.LegalHoldInPlace);

    [Fact]
    public void Legal_hold_is_placed_once_and_lifted_once()
    {
        var story = Given.Registered().Done(new PlaceLegalHold(Hold.Hold, null));
        story.When(new PlaceLegalHold(Hold.Hold, null)).ThenNothing();
        story.Done(new LiftLegalHold(Hold.Hold, null)).When(new LiftLegalHold(Hold.Hold, null)).ThenRefused(RefusalReason.LegalHoldUnknown);
    }

    [Fact]
    public void Twice_is_nothing_to_do()
    {
        var story = Given.Registered(Terminated(50), Requested);
        story.When(new RequestForgetting()).ThenNothing();
        story.And(Forgotten).When(new RequestForgetting()).ThenNothing();
        story.By(Callers.SecondHr).When(new ConfirmForgetting()).ThenNothing();
    }

    [Fact]
    public void Bars_reinstatement_and_links_for_ever()
    {
        var story = Given.Registered(Terminated(50), Forgotten);
        story.When(new ReinstateIdentity(Today, null)).ThenRefused(RefusalReason.IdentityForgotten);
        story.When(new LinkIdentity(new LinkId(Id(1)), Callers.Ann, LinkRole.Person, From(100), null))
            .ThenRefused(RefusalReason.IdentityForgotten);
    }
}
