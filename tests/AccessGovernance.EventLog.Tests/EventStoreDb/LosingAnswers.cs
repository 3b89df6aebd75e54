using Grpc.Core;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class LosingAnswers : StoreTest
{
    [Theory]
    [InlineData(true, StatusCode.Unavailable)]
    [InlineData(true, StatusCode.Aborted)]
    [InlineData(true, StatusCode.Internal)]
    [InlineData(true, StatusCode.Unknown)]
    [InlineData(false, StatusCode.Unavailable)]
    [InlineData(false, StatusCode.Aborted)]
    public async Task An_append_without_an_answer_is_repeated_and_written_once(bool written, StatusCode status)
    {
        var log = await Open();
        var before = Store.Writes;
        Server.Faults.OnAppend(written, status);

        Assert.Equal(new Appended(1, 2, 1), await log.Write("identity-a", -1, Sample.Events(1, 2)));
        Assert.Equal(1, Store.Writes - before);
    }

    [Fact]
    public async Task An_outcome_that_stays_unknown_is_an_exception_and_can_be_repeated()
    {
        var log = await Open("defaultDeadline=3000&discoveryInterval=10");
        for (var i = 0; i < 1_000; i++)
            Server.Faults.OnAppend(written: true, StatusCode.Aborted);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => log.Write("identity-a", -1, Sample.Event(1)));

        Server.Faults.ForgetAppends();
        var again = await Open();
        Assert.Equal(new Appended(1, 1, 0), await again.Write("identity-a", -1, Sample.Event(1)));
        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task A_refusal_says_that_nothing_was_written_and_why()
    {
        var log = await Open();
        Server.Faults.Down = StoreUnderTest.Refusal(StatusCode.PermissionDenied, "access-denied");

        var refused = await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-a", -1, Sample.Event(1)));

        Assert.Contains("access denied: its user has to read $all", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Store.From(0).Records, r => r.Stream == "test.identity-a");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_refusal()
    {
        // Attempts are over before the deadline is: what it cuts off may have arrived.
        var log = await Open("defaultDeadline=10000&discoveryInterval=5");
        await Server.DisposeAsync();
        // What is on its way when the connection ends may have arrived.
        var first = await Record.ExceptionAsync(() => log.Write("identity-a", -1, Sample.Event(1)));
        Assert.True(first is LogRefusedException or OutcomeUnknownException, $"{first}");

        var second = await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Contains("cannot be reached", second.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogRefusedException>(() => log.ReadStream("identity-a", 0, default).Flat());
        await Assert.ThrowsAsync<LogRefusedException>(() => Open("defaultDeadline=300"));
    }

    [Fact]
    public async Task Reading_everything_goes_on_where_it_was_interrupted()
    {
        var log = await Open();
        for (var i = 0; i < 30; i++)
            await log.Write("identity-a", i - 1, Sample.Event(i) with { Body = new byte[200_000] });
        // Older than what is kept in memory, so that the server is asked.
        var seen = new List<long>();
        await foreach (var page in log.ReadAll(0, default))
        {
            seen.AddRange(page.Select(e => e.Position));
            Server.Faults.DropReads();
        }

        Assert.Equal(Enumerable.Range(1, 30).Select(p => (long)p), seen);
    }

    [Fact]
    public async Task An_ordered_append_that_was_cut_off_can_be_decided_again()
    {
        var log = await Open("defaultDeadline=3000&discoveryInterval=10");
        var both = Sample.Bulk(("identity-a", Sample.Event(1)), ("entitlement-b", Sample.Event(2)), ("identity-a", Sample.Event(3)));

        Assert.Equal(new Appended(1, 3, 1), await log.AppendInOrder(both, default));
        Assert.Equal(["entitlement-b", "identity-a", "identity-a"], (await log.Everything()).Select(e => e.Stream));
        Assert.Equal(new Appended(1, 3, 1), await log.AppendInOrder(both, default));

        await log.Write("entitlement-b", 0, Sample.Event(4));
        var stale = new BulkAppend(new Dictionary<string, long> { ["entitlement-b"] = 0 }, [("entitlement-b", Sample.Event(5))]);
        Assert.Equal(new RevisionConflict("entitlement-b", 1), await log.AppendInOrder(stale, default));
    }
}
