namespace AccessGovernance.Server.Tests;

/// <summary>
/// What was answered holds for the next call, also while the read models have much to read: who may act, and who shares a person, is not
/// judged by what they had read before.
/// </summary>
[Trait("Rule", "authorisation")]
public sealed class WhileOthersWrite(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Links = 150;
    private const int Batches = 25;
    private const int RowsOfBatch = 1_000;

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_suspension_holds_from_its_answer_on()
    {
        var identity = await admin.NewIdentity();
        using var reader = await admin.Issue(identity, Role.Reader);
        var writing = Write();
        do
        {
            await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
            Assert.Equal("IDENTITY_NOT_ACTIVE", (await Refused.By(reader.Entitlements.ListApplicationsAsync(new()))).Reason);
            await admin.Identities.ResumeIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
            await reader.Entitlements.ListApplicationsAsync(new());
        }
        while (!writing.IsCompleted);
        Assert.Equal(Batches, (await writing).Count);
    }

    [Fact]
    public async Task A_link_counts_from_its_answer_on_for_roles_that_exclude_each_other()
    {
        var asked = new List<(string Auditor, string Person, IssueTokenRequest Token)>();
        for (var i = 0; i < Links; i++)
        {
            var (auditor, person) = (await admin.NewIdentity(), Caller.Person(Caller.New("person")));
            using var early = await admin.Issue(auditor, Role.Auditor);
            var other = await admin.NewIdentityOf(person, LinkRole.Person);
            asked.Add((auditor, person, new() { RequestId = Caller.NewRequest(), Identity = other, Roles = { Role.Administrator } }));
        }
        var writing = Write();
        foreach (var (auditor, person, token) in asked)
        {
            await admin.Identities.LinkIdentityAsync(
                new() { RequestId = Caller.NewRequest(), Identity = auditor, Person = person, Role = LinkRole.Owner });
            Assert.Equal("ROLES_EXCLUSIVE", (await Refused.By(admin.Tokens.IssueTokenAsync(token))).Reason);
        }
        Assert.Equal(Batches, (await writing).Count);
    }

    [Fact]
    public async Task A_move_of_an_entitlement_decides_the_scope_of_the_next_grant()
    {
        var (mine, other) = (await admin.NewApplication(), await admin.NewApplication());
        var (entitlement, identity) = (await admin.NewEntitlement(mine, 0), await admin.NewIdentity());
        using var provisioner = await admin.Issue(Role.Provisioner, mine);
        var writing = Write();
        do
        {
            await Move(entitlement, other);
            Assert.Equal("OUT_OF_SCOPE", (await Refused.By(provisioner.Grant(identity, entitlement))).Reason);
            await Move(entitlement, mine);
            await provisioner.Grant(identity, entitlement);
        }
        while (!writing.IsCompleted);
        Assert.Equal(Batches, (await writing).Count);
    }

    private async Task Move(string entitlement, string application) => await admin.Entitlements.MoveEntitlementAsync(
        new() { RequestId = Caller.NewRequest(), Entitlement = entitlement, Application = application });

    private Task<List<ImportHistoryResponse>> Write()
    {
        var source = Caller.New("source");
        ImportRow Row(int number) =>
            Import.Row(number, "2021-01-01", ImportOperation.Add, ImportRelation.Holds, $"subject {number} {source}", $"object {number} {source}");
        return new Import(admin, source).Send(Enumerable.Range(1, Batches * RowsOfBatch).Select(Row).Chunk(RowsOfBatch));
    }
}
