using System.Collections.Immutable;
using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class Registering
{
    [Fact]
    public void Is_the_first_fact() =>
        Given.Identity().When(new RegisterIdentity(IdentityKind.Service, true, ImmutableSortedDictionary<string, PersonalText?>.Empty))
            .Then(new IdentityRegistered(IdentityKind.Service, true));

    [Fact]
    public void Twice_is_refused() =>
        Given.Registered().When(new RegisterIdentity(IdentityKind.Employee, false, ImmutableSortedDictionary<string, PersonalText?>.Empty))
            .ThenRefused(RefusalReason.IdentityAlreadyRegistered);

    [Fact]
    public void Marks_synthetic_once()
    {
        var story = Given.Registered().Done(new MarkSynthetic(true));
        Assert.True(story.State.Synthetic);
        story.When(new MarkSynthetic(true)).ThenNothing();
    }
}

public sealed class ChangingAttributes
{
    private static readonly ImmutableSortedDictionary<string, PersonalText?> Name =
        ImmutableSortedDictionary.Create<string, PersonalText?>(StringComparer.Ordinal)
            .Add("name", PersonalText.Plain(RetentionClass.Profile, "Ada"));

    [Fact]
    public void Records_what_was_given_from_then_on() =>
        Given.Registered().When(new ChangeAttributes(Name, Today, null)).Then(new AttributesChanged(Name, Today, null));

    [Fact]
    public void Of_nothing_is_nothing_to_do() =>
        Given.Registered().When(new ChangeAttributes(Name.Clear(), Today, null)).ThenNothing();

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_needs_right_and_reason()
    {
        Given.Registered().By(Callers.Plain).When(new ChangeAttributes(Name, Day(1), Why))
            .ThenRefused(RefusalReason.BackdatingNotPermitted);
        Given.Registered().When(new ChangeAttributes(Name, Day(1), null)).ThenRefused(RefusalReason.ReasonRequired);
    }

    [Fact]
    public void Of_a_forgotten_identity_is_refused() =>
        Given.Registered(new IdentityForgotten(Callers.Ann, Callers.Bob))
            .When(new ChangeAttributes(Name, Today, null)).ThenRefused(RefusalReason.IdentityForgotten);

    [Fact]
    public void Seals_every_personal_text_in_order()
    {
        var seen = new List<string?>();
        var sealedText = PersonalText.Sealed(RetentionClass.Profile, new byte[] { 1 });
        var changed = new AttributesChanged(Name.Add("mail", Why).Add("title", null), Today, Why);
        var mapped = (AttributesChanged)changed.MapPersonalText(text =>
        {
            seen.Add(text.PlainText);
            return sealedText;
        });
        Assert.Equal(["because", "Ada", "because"], seen);
        Assert.Null(mapped.Attributes["title"]);
        Assert.All([mapped.Attributes["mail"], mapped.Attributes["name"], mapped.Reason], text => Assert.Equal(sealedText, text));
    }

    [Fact]
    public void Shows_no_personal_text_when_printed() =>
        Assert.DoesNotContain("Ada", new AttributesChanged(Name, Today, Name["name"]).ToString(), StringComparison.Ordinal);
}

public sealed class LinkingIdentities
{
    private static readonly LinkId First = new(Id(1));

    private static LinkIdentity Link(int link, Period validity) => new(new LinkId(Id(link)), Callers.Ann, LinkRole.Person, validity, null);

    private static IdentityLinked Linked(PersonId person, Period validity) => new(First, person, LinkRole.Owner, validity, null);

    [Fact]
    public void Of_the_same_content_under_another_id_is_a_further_link()
    {
        var story = Given.Registered().Done(Link(1, From(100))).Done(Link(2, From(100)));
        Assert.Equal([Id(1), Id(2)], story.State.Links.Keys);
        story.When(Link(2, From(100))).ThenNothing();
    }

    [Fact]
    public void Late_retry_opens_no_ended_link()
    {
        var story = Given.Registered().Done(Link(1, From(100))).OnDay(110).Done(new EndLink(First, Day(110), null)).OnDay(100);
        story.When(Link(1, From(100))).ThenNothing();
        Assert.Equal(Days(100, 110), story.State.Links[Id(1)].Validity);
    }

    [Fact]
    public void Ending_never_moves_an_end_later() =>
        Given.Registered(Linked(Callers.Ann, Days(50, 110))).When(new EndLink(First, Day(120), null)).ThenNothing();

    [Fact]
    public void Ending_an_unknown_link_is_refused() =>
        Given.Registered().When(new EndLink(First, Day(120), null)).ThenRefused(RefusalReason.LinkUnknown);

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_needs_the_right_to_back_date()
    {
        Given.Registered().By(Callers.Plain).When(Link(1, From(50))).ThenRefused(RefusalReason.BackdatingNotPermitted);
        Given.Registered(Linked(Callers.Ann, From(50))).By(Callers.Plain).When(new EndLink(First, Day(60), Why))
            .ThenRefused(RefusalReason.BackdatingNotPermitted);
    }

    [Theory]
    [InlineData(50, 1_000, true)]
    [InlineData(150, 1_000, true)]
    [InlineData(50, 100, false)]
    [InlineData(150, 140, false)]
    public void Makes_own_access_of_what_a_person_has_or_owns_now_or_later(double from, double until, bool own)
    {
        var identity = Given.Registered(Linked(Callers.Ann, Days(from, until))).State;
        Assert.Equal(own, identity.IsOwnOf(Callers.Hr, new IdentityId("svc-backup"), Today));
        Assert.False(identity.IsOwnOf(Callers.SecondHr, new IdentityId("svc-backup"), Today));
    }

    [Fact]
    public void Makes_own_access_of_the_callers_own_identity_without_any_link() =>
        Assert.True(Given.Registered().State.IsOwnOf(Callers.Hr, new IdentityId("hr"), Today));
}
