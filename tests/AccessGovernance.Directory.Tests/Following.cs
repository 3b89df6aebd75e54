using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Directory.Tests;

public sealed class Following : IDisposable
{
    private static readonly IdentityId Ada = new("ada");
    private static readonly IdentityRegistered Registered = new(IdentityKind.Employee, false);

    private readonly Story story = new();

    public void Dispose() => story.Dispose();

    [Fact]
    [Trait("Rule", "11")]
    public async Task Waits_for_a_position_that_is_still_to_come()
    {
        var waiting = story.Projector.WaitFor(2, CancellationToken.None).AsTask();
        await story.Given(Ada, Registered);
        Assert.False(waiting.IsCompleted);
        await story.Given(Ada, new IdentityMarkedSynthetic(true));
        await waiting;
        Assert.True(story.Directory.Identity(Ada, default)!.Synthetic);
    }

    [Fact]
    public async Task Stops_waiting_when_it_is_cancelled()
    {
        using var patience = new CancellationTokenSource();
        var waiting = story.Projector.WaitFor(1, patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData("identity-ada", "identity.teleported.v1")]
    [InlineData("identity-ada", "identity.access-granted.v2")]
    [InlineData("identity-ada", "identity.grant-frozen.v1")]
    [InlineData("import-crm", "import.cancelled.v1")]
    [InlineData("tokens-all", "token.prolonged.v1")]
    public async Task Stops_loudly_at_an_event_that_it_does_not_know(string stream, string type)
    {
        await story.Given(Ada, Registered);
        var position = await story.GivenRaw(stream, type);
        await story.Running;
        var stopped = await Assert.ThrowsAsync<DamagedLogException>(() => story.Projector.WaitFor(position, CancellationToken.None).AsTask());
        Assert.Contains(type, stopped.Message, StringComparison.Ordinal);
        Assert.Equal(position, Assert.IsType<UnknownEventException>(story.Projector.Fault).Position);
        Assert.Equal(1, story.Projector.Position);
        await story.Projector.WaitFor(1, CancellationToken.None);
    }

    [Fact]
    public async Task Stops_at_an_event_in_the_stream_of_something_else()
    {
        await Assert.ThrowsAsync<DamagedLogException>(() => story.Given(StreamNames.Conferrals, Registered));
        await Assert.ThrowsAsync<DamagedLogException>(() => story.Projector.WaitFor(1, CancellationToken.None).AsTask());
        Assert.Contains("conferrals", story.Projector.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_over_grants_and_requests_without_making_anybody_known()
    {
        var granted = new AccessGranted(new(Guid.NewGuid()), new("e"), Period.Since(default), new(CauseKind.Rule, null), null);
        await story.Given(Ada, granted, new RequestNoted(true));
        Assert.Null(story.Directory.Identity(Ada, default));
        Assert.Equal(2, story.Projector.Position);
    }
}
