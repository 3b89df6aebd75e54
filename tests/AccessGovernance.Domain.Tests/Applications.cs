using AccessGovernance.Domain.Applications;
using static AccessGovernance.Domain.Tests.Times;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "5")]
public sealed class DefiningApplications
{
    private static readonly ApplicationDefined Defined = new("Directory", Callers.Ann, Day(50));

    [Fact]
    public void Records_from_when_it_is_governed() =>
        Given.Application().When(new DefineApplication("Directory", Callers.Ann, Day(50))).Then(Defined);

    [Fact]
    public void Twice_is_refused() =>
        Given.Application(Defined).When(new DefineApplication("Other", null, Day(50))).ThenRefused(RefusalReason.ApplicationAlreadyDefined);

    [Fact]
    public void Comes_before_changing_it() =>
        Given.Application().When(new ChangeApplication("Other", null, null)).ThenRefused(RefusalReason.ApplicationUnknown);

    [Fact]
    public void Is_changed_only_where_something_is_given()
    {
        var change = new ChangeApplication(null, null, Day(20));
        Given.Application(Defined).When(change).Then(new ApplicationChanged("Directory", Callers.Ann, Day(20)));
        Given.Application(Defined).Done(change).When(change).ThenNothing();
    }

    [Fact]
    public void Says_how_decisions_reach_it_where_that_is_not_by_hand()
    {
        var reported = new DefineApplication("Directory", Callers.Ann, Day(50)) { Fulfilment = Fulfilment.Reported };
        Given.Application().When(reported).Then(Defined, new FulfilmentChosen(Fulfilment.Reported));

        var story = Given.Application(Defined);
        Assert.Equal(Fulfilment.Manual, story.State.Fulfilment);
        var change = new ChangeApplication("Other", null, null) { Fulfilment = Fulfilment.Reported };
        story.When(change).Then(new ApplicationChanged("Other", Callers.Ann, Day(50)), new FulfilmentChosen(Fulfilment.Reported));
        story.Done(change).When(change).ThenNothing();
        Assert.Equal(Fulfilment.Reported, story.State.Fulfilment);
    }
}
