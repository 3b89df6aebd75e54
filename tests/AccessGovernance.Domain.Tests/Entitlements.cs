using AccessGovernance.Domain.Entitlements;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class DefiningEntitlements
{
    private static readonly EntitlementProfile Profile = new("Admins", "May do everything", Callers.Ann, Risk.High);
    private static readonly EntitlementDefined Defined = new(EntitlementKind.Group, TheDirectory, Profile, null);

    [Fact]
    public void Records_kind_application_profile_and_capacity() =>
        Given.Entitlement().When(new DefineEntitlement(EntitlementKind.Licence, TheDirectory, Profile, 5))
            .Then(new EntitlementDefined(EntitlementKind.Licence, TheDirectory, Profile, 5));

    [Fact]
    public void Twice_is_refused() =>
        Given.Entitlement(Defined).When(new DefineEntitlement(EntitlementKind.Group, TheDirectory, Profile, null))
            .ThenRefused(RefusalReason.EntitlementAlreadyDefined);

    [Fact]
    public void Comes_before_everything_else() =>
        Given.Entitlement().When(new RetireEntitlement(Today, null)).ThenRefused(RefusalReason.EntitlementUnknown);

    [Fact]
    public void Is_changed_only_where_something_is_given()
    {
        var change = new ChangeEntitlement(null, null, null, Risk.Critical, null);
        Given.Entitlement(Defined).When(change).Then(new EntitlementChanged(Profile with { Risk = Risk.Critical }, null));
        Given.Entitlement(Defined).Done(change).When(change).ThenNothing();
    }

    [Fact]
    [Trait("Rule", "5")]
    public void Moves_to_another_application_from_an_instant_on()
    {
        var story = Given.Entitlement(Defined).Done(new MoveEntitlement(new AppId("hr"), Day(100), null));
        Assert.Equal(TheDirectory, story.State.ApplicationAt(Day(99)));
        Assert.Equal(new AppId("hr"), story.State.ApplicationAt(Day(100)));
        story.When(new MoveEntitlement(new AppId("hr"), Day(100), null)).ThenNothing();
    }

    [Fact]
    [Trait("Rule", "5")]
    public void Back_dated_move_leaves_later_moves_alone()
    {
        var story = Given.Entitlement(Defined, new EntitlementMoved(new AppId("hr"), Day(90), null))
            .Done(new MoveEntitlement(new AppId("old"), Day(50), "was wrong"));
        Assert.Equal(["directory", "old", "hr"], new[] { 49, 50, 90 }.Select(d => story.State.ApplicationAt(Day(d)).Value));
    }

    [Fact]
    [Trait("Rule", "6")]
    public void Retired_takes_no_new_grants()
    {
        var story = Given.Entitlement(Defined).Done(new RetireEntitlement(Day(100), null));
        story.When(new AdmitGrant(G(1), new IdentityId("a"), From(100))).ThenRefused(RefusalReason.EntitlementRetired);
        story.When(new AdmitGrant(G(1), new IdentityId("a"), Days(50, 100))).ThenNothing();
    }

    [Fact]
    [Trait("Rule", "6")]
    public void Announced_retirement_lets_grants_be_made_until_it_comes()
    {
        var story = Given.Entitlement(Defined, new EntitlementRetired(Day(150), null));
        story.OnDay(149).When(new AdmitGrant(G(1), new IdentityId("a"), From(149))).ThenNothing();
        story.When(new AdmitGrant(G(1), new IdentityId("a"), From(150))).ThenRefused(RefusalReason.EntitlementRetired);
        story.OnDay(150).When(new AdmitGrant(G(1), new IdentityId("a"), From(149))).ThenRefused(RefusalReason.EntitlementRetired);
        story.When(new AdmitGrant(G(1), new IdentityId("a"), Days(140, 150))).ThenNothing();
    }

    [Fact]
    [Trait("Rule", "6")]
    public void Retires_earlier_but_never_later()
    {
        var story = Given.Entitlement(Defined, new EntitlementRetired(Day(150), null));
        story.When(new RetireEntitlement(Day(160), null)).ThenNothing();
        story.When(new RetireEntitlement(Day(120), null)).Then(new EntitlementRetired(Day(120), null));
    }

    [Fact]
    [Trait("Rule", "2")]
    public void Moving_and_retiring_in_the_past_need_right_and_reason()
    {
        EntitlementCommand[] commands = [new MoveEntitlement(new AppId("hr"), Day(1), "why"), new RetireEntitlement(Day(1), "why")];
        foreach (var command in commands)
            Given.Entitlement(Defined).By(Callers.Plain).When(command).ThenRefused(RefusalReason.BackdatingNotPermitted);
        Given.Entitlement(Defined).When(new RetireEntitlement(Day(1), null)).ThenRefused(RefusalReason.ReasonRequired);
    }
}
