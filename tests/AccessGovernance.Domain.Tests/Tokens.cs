using AccessGovernance.Domain.Tokens;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class IssuingTokens
{
    private static TokenClaims Claims(string? identity, params Role[] roles) =>
        new(identity is null ? null : new IdentityId(identity), [.. roles], [], false, Day(200));

    private static TokenIssued Issued(int token, TokenClaims claims, params PersonId[] persons) =>
        new(new TokenId(Id(token)), claims, [.. persons]);

    private static IssueToken Issue(int token, TokenClaims claims, params PersonId[] persons) =>
        new(new TokenId(Id(token)), claims, [.. persons]);

    [Fact]
    public void Is_recorded_once()
    {
        var story = Given.Tokens().When(Issue(1, Claims("a", Role.Reader), Callers.Ann));
        story.Then(Issued(1, Claims("a", Role.Reader), Callers.Ann));
        story.Done(Issue(1, Claims("a", Role.Reader), Callers.Ann)).When(Issue(1, Claims("a", Role.Reader), Callers.Ann)).ThenNothing();
    }

    [Fact]
    public void For_administrator_and_auditor_in_one_is_refused() =>
        Given.Tokens().When(Issue(1, Claims(null, Role.Administrator, Role.Auditor))).ThenRefused(RefusalReason.RolesExclusive);

    [Fact]
    public void For_administrator_and_auditor_of_one_identity_is_refused() =>
        Given.Tokens(Issued(1, Claims("a", Role.Administrator))).When(Issue(2, Claims("a", Role.Auditor)))
            .ThenRefused(RefusalReason.RolesExclusive);

    [Fact]
    public void For_administrator_and_auditor_of_one_person_is_refused() =>
        Given.Tokens(Issued(1, Claims("a", Role.Auditor), Callers.Ann, Callers.Bob))
            .When(Issue(2, Claims("b", Role.Administrator), Callers.Bob)).ThenRefused(RefusalReason.RolesExclusive);

    [Fact]
    public void For_administrator_and_auditor_of_one_person_is_refused_when_the_link_is_younger_than_the_token()
    {
        var story = Given.Tokens(Issued(1, Claims("a", Role.Auditor)));
        var asked = Issue(2, Claims("b", Role.Administrator), Callers.Bob);
        story.When(asked with { OfSamePersons = [new("b"), new("a")] }).ThenRefused(RefusalReason.RolesExclusive);
        story.When(asked with { OfSamePersons = [new("b"), new("c")] }).Then(Issued(2, Claims("b", Role.Administrator), Callers.Bob));
    }

    [Fact]
    public void For_administrator_and_auditor_of_two_persons_is_recorded() =>
        Given.Tokens(Issued(1, Claims("a", Role.Auditor), Callers.Ann)).When(Issue(2, Claims("b", Role.Administrator), Callers.Bob))
            .Then(Issued(2, Claims("b", Role.Administrator), Callers.Bob));

    [Fact]
    public void For_the_other_role_is_recorded_after_the_first_was_revoked_or_expired()
    {
        var story = Given.Tokens(Issued(1, Claims("a", Role.Auditor)));
        story.OnDay(200).When(Issue(2, Claims("a", Role.Administrator))).Then(Issued(2, Claims("a", Role.Administrator)));
        story.OnDay(100).Done(new RevokeToken(new TokenId(Id(1)))).When(Issue(2, Claims("a", Role.Administrator)))
            .Then(Issued(2, Claims("a", Role.Administrator)));
    }

    [Fact]
    public void For_tokens_that_name_nobody_is_not_exclusive_among_them() =>
        Given.Tokens(Issued(1, Claims(null, Role.Auditor))).When(Issue(2, Claims(null, Role.Administrator)))
            .Then(Issued(2, Claims(null, Role.Administrator)));

    [Fact]
    public void Is_undone_by_revoking_once()
    {
        var revoke = new RevokeToken(new TokenId(Id(1)));
        var story = Given.Tokens(Issued(1, Claims("a", Role.Reader))).Done(revoke);
        Assert.True(story.State.Tokens[revoke.Token.Value].Revoked);
        story.When(revoke).ThenNothing();
        story.When(Issue(1, Claims("a", Role.Reader))).ThenNothing();
        Assert.True(story.State.Tokens[revoke.Token.Value].Revoked);
    }

    [Fact]
    public void Comes_before_revoking() => Given.Tokens().When(new RevokeToken(new TokenId(Id(1)))).ThenRefused(RefusalReason.TokenUnknown);
}
