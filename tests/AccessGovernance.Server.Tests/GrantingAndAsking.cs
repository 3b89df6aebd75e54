using System.Diagnostics;

namespace AccessGovernance.Server.Tests;

/// <summary>Grants, revocations and checks, tied together by tokens.</summary>
[Trait("Rule", "11")]
public sealed class GrantingAndAsking(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact, Trait("Rule", "2")]
    public async Task A_check_right_after_an_acknowledged_revocation_refuses()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        for (var round = 0; round < 50; round++)
        {
            var granted = await admin.Grant(identity, entitlement);
            Assert.True((await admin.Check(identity, entitlement)).Allowed);
            await admin.Revoke(identity, entitlement, granted.GrantId);
            Assert.False((await admin.Check(identity, entitlement)).Allowed);
        }
    }

    [Fact]
    public async Task A_check_shows_path_and_grants_unless_only_the_verdict_is_asked_for()
    {
        var (identity, role, permission) = (await admin.NewIdentity(), await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Confer(role, permission);
        var grant = (await admin.Grant(identity, role)).GrantId;
        var shown = await admin.Check(identity, permission);
        var verdict = await admin.History.CheckAccessAsync(new() { Identity = identity, Entitlement = permission, VerdictOnly = true });
        Assert.Equal([(role, permission)], shown.Path.Select(s => (s.From, s.To)));
        Assert.Equal([grant], shown.Grants.Select(g => g.GrantId));
        Assert.Empty(verdict.Path);
        Assert.Empty(verdict.Grants);
        Assert.Equal((shown.Allowed, shown.Reason, shown.Basis.Token), (verdict.Allowed, verdict.Reason, verdict.Basis.Token));
    }

    [Fact]
    public async Task An_answer_is_true_exactly_at_an_earlier_token()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var before = (await admin.Check(identity, entitlement)).Basis.Token;
        var granted = await admin.Grant(identity, entitlement);
        var revoked = await admin.Revoke(identity, entitlement, granted.GrantId);

        async Task<CheckAccessResponse> At(string token) => await admin.History.CheckAccessAsync(
            new() { Identity = identity, Entitlement = entitlement, Knowledge = new() { Exactly = token } });
        Assert.False((await At(before)).Allowed);
        Assert.True((await At(granted.Receipt.Token)).Allowed);
        Assert.False((await At(revoked.Token)).Allowed);
        Assert.Equal(granted.Receipt.Token, (await At(granted.Receipt.Token)).Basis.Token);
    }

    [Fact]
    public async Task A_question_waits_for_a_write_that_is_under_way()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var receipt = (await admin.Grant(identity, await admin.NewEntitlement())).Receipt;
        var asking = admin.History.CheckAccessAsync(
            new() { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = Later(receipt, 1) } });
        Assert.False(asking.ResponseAsync.IsCompleted);
        await admin.Grant(identity, entitlement);
        Assert.True((await asking).Basis.Position > receipt.Position);
    }

    [Theory, InlineData(2.0, 1.5, 2.0), InlineData(20.0, 4.5, 8.0)]
    public async Task Beyond_the_head_the_answer_is_behind_with_both_positions(double deadline, double least, double most)
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var receipt = (await admin.Grant(identity, entitlement)).Receipt;
        var question = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = Later(receipt, 1_000) } };
        Refused refused;
        Stopwatch watch;
        var attempts = 0;
        // On a busy machine the 50 ms that are left may be too few, and the client gives up first: asked again then.
        do
        {
            watch = Stopwatch.StartNew();
            refused = await Refused.By(admin.History.CheckAccessAsync(
                question, deadline: (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(deadline)).UtcDateTime));
        }
        while (refused.Code == StatusCode.DeadlineExceeded && ++attempts < 4);

        Assert.InRange(watch.Elapsed.TotalSeconds, least, most);
        Assert.Equal((StatusCode.FailedPrecondition, "BEHIND"), (refused.Code, refused.Reason));
        Assert.Equal((receipt.Position + 1_000).ToString(), refused.Metadata["wanted_position"]);
        Assert.Equal(receipt.Position.ToString(), refused.Metadata["reached_position"]);
    }

    [Fact]
    public async Task The_directory_says_behind_too()
    {
        var receipt = (await admin.Grant(await admin.NewIdentity(), await admin.NewEntitlement())).Receipt;
        // Long after the server has given up: which of the two comes first is no matter of chance.
        var refused = await Refused.By(admin.Identities.ListIdentitiesAsync(new() { AtLeast = Later(receipt, 1_000) },
            deadline: (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30)).UtcDateTime));
        Assert.Equal((StatusCode.FailedPrecondition, "BEHIND"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Tokens_of_another_store_are_refused()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var token = (await admin.Grant(identity, entitlement)).Receipt.Token;
        var foreign = token.Replace(token.Split('-')[1], Guid.NewGuid().ToString("N"), StringComparison.Ordinal);
        foreach (var bad in new[] { foreign, "x", token + "x", token.Replace("p1", "p2", StringComparison.Ordinal) })
        {
            var question = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = bad } };
            var refused = await Refused.By(admin.History.CheckAccessAsync(question));
            Assert.Equal((StatusCode.InvalidArgument, "knowledge.at_least"), (refused.Code, refused.Fields.Single()));
        }
    }

    private static string Later(Receipt receipt, long by) =>
        receipt.Token[..(receipt.Token.LastIndexOf('-') + 1)] + (receipt.Position + by);
}
