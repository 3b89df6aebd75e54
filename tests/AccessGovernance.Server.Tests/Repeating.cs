namespace AccessGovernance.Server.Tests;

/// <summary>Late retries change nothing: not after ten thousand other commands, and not after a restart.</summary>
[Trait("Rule", "12")]
public sealed class Repeating(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task The_same_request_is_answered_again_and_changes_nothing()
    {
        var request = new GrantAccessRequest
        {
            RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Entitlement = await admin.NewEntitlement(), Reason = "because",
        };
        var first = await admin.Provisioning.GrantAccessAsync(request);
        var head = (await server.Process.Health()).HeadPosition;
        var again = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => admin.Provisioning.GrantAccessAsync(request).ResponseAsync));
        Assert.All(again, a => Assert.Equal((first.GrantId, first.Receipt.Token, false), (a.GrantId, a.Receipt.Token, a.Receipt.Changed)));
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
    }

    [Fact]
    public async Task The_same_request_id_with_other_content_is_refused()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var request = new GrantAccessRequest { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Reason = "because" };
        await admin.Provisioning.GrantAccessAsync(request);
        var other = await admin.NewEntitlement();
        var head = (await server.Process.Health()).HeadPosition;
        Task[] calls =
        [
            admin.Provisioning.GrantAccessAsync(new(request) { Reason = "other" }).ResponseAsync,
            admin.Provisioning.GrantAccessAsync(new(request) { Reason = "" }).ResponseAsync,
            admin.Provisioning.GrantAccessAsync(new(request) { Entitlement = other }).ResponseAsync,
            admin.Provisioning.GrantAccessAsync(new(request) { Validity = new() { Until = Caller.FromNow(TimeSpan.FromDays(1)) } }).ResponseAsync,
            admin.Identities.SuspendIdentityAsync(new() { RequestId = request.RequestId, Identity = identity }).ResponseAsync,
        ];
        foreach (var call in calls)
        {
            var refused = await Refused.By(call);
            Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED", "request_id"), (refused.Code, refused.Reason, refused.Fields.Single()));
        }
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
        // Scoped to the resource that it changes: elsewhere the id is free.
        Assert.True((await admin.Provisioning.GrantAccessAsync(new(request) { Identity = await admin.NewIdentity() })).Receipt.Changed);
    }

    [Fact]
    public async Task A_retry_after_the_end_of_what_it_granted_is_answered_too()
    {
        var request = new GrantAccessRequest
        {
            RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Entitlement = await admin.NewEntitlement(),
            Validity = new() { Until = Caller.FromNow(TimeSpan.FromMilliseconds(700)) },
        };
        var first = await admin.Provisioning.GrantAccessAsync(request);
        // Time passes while others work.
        while ((await admin.Check(request.Identity, request.Entitlement)).Allowed)
            await admin.NewIdentity();
        var again = await admin.Provisioning.GrantAccessAsync(request);
        Assert.Equal((first.Receipt.Token, false), (again.Receipt.Token, again.Receipt.Changed));
    }

    [Fact]
    public async Task A_retried_termination_answers_the_instant_that_was_recorded()
    {
        var request = new TerminateIdentityRequest { RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity() };
        var first = await admin.Identities.TerminateIdentityAsync(request);
        var again = await admin.Identities.TerminateIdentityAsync(request);
        Assert.Equal((first.EffectiveAt, first.Receipt.Token), (again.EffectiveAt, again.Receipt.Token));
    }

    [Fact, Trait("Rule", "6")]
    public async Task A_retry_of_a_suspension_that_changed_nothing_changes_nothing_later()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        SuspendIdentityRequest Suspend() => new() { RequestId = Caller.NewRequest(), Identity = identity };
        var (first, second) = (Suspend(), Suspend());
        Assert.True((await admin.Identities.SuspendIdentityAsync(first)).Receipt.Changed);
        Assert.False((await admin.Identities.SuspendIdentityAsync(second)).Receipt.Changed);
        await admin.Identities.ResumeIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        Assert.False((await admin.Identities.SuspendIdentityAsync(second)).Receipt.Changed);
        Assert.False((await admin.Identities.SuspendIdentityAsync(first)).Receipt.Changed);
        Assert.True((await admin.Check(identity, entitlement)).Allowed);
    }
}
