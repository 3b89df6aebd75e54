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
    public async Task A_change_of_a_stream_is_the_same_request_when_it_comes_alone()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var grant = new GrantAccessRequest { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Reason = "because" };
        var first = (await Streamed(new() { Grant = grant })).Grant;
        Assert.True(first.Receipt.Changed);
        var head = (await server.Process.Health()).HeadPosition;

        var again = await admin.Provisioning.GrantAccessAsync(grant);
        var streamed = (await Streamed(new() { Grant = grant })).Grant;

        Assert.All([again, streamed], a => Assert.Equal((first.GrantId, first.Receipt.Token, false), (a.GrantId, a.Receipt.Token, a.Receipt.Changed)));
        Assert.Equal("REQUEST_ID_REUSED", (await Refused.By(admin.Provisioning.GrantAccessAsync(new(grant) { Reason = "other" }))).Reason);
        Assert.Equal("REQUEST_ID_REUSED", Refused.Of((await Streamed(new() { Grant = new(grant) { Reason = "other" } })).Error).Reason);
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
        Assert.Single((await admin.History.WhatDidTheyHoldAsync(new() { Subject = identity })).Access.Single().Grants);
    }

    [Fact]
    public async Task A_change_that_came_alone_is_the_same_request_in_a_stream()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var grant = (await admin.Grant(identity, entitlement)).GrantId;
        var revoke = new RevokeAccessRequest { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant };
        var first = await admin.Provisioning.RevokeAccessAsync(revoke);
        var correct = new CorrectGrantRequest
        {
            RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant, Void = true, Reason = "wrong",
        };
        var voided = await admin.Provisioning.CorrectGrantAsync(correct);
        var head = (await server.Process.Health()).HeadPosition;

        Assert.Equal((first.Receipt.Token, false), Of((await Streamed(new() { Revoke = revoke })).Revoke.Receipt));
        Assert.Equal((voided.Receipt.Token, false), Of((await Streamed(new() { Correct = correct })).Correct.Receipt));
        Assert.Equal("REQUEST_ID_REUSED", Refused.Of((await Streamed(new() { Revoke = new(revoke) { Reason = "other" } })).Error).Reason);
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);

        static (string, bool) Of(Receipt receipt) => (receipt.Token, receipt.Changed);
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

    private async Task<ApplyChangesResponse> Streamed(ApplyChangesRequest change)
    {
        using var changes = admin.Provisioning.ApplyChanges();
        await changes.RequestStream.WriteAsync(change);
        await changes.RequestStream.CompleteAsync();
        Assert.True(await changes.ResponseStream.MoveNext());
        return changes.ResponseStream.Current;
    }
}
