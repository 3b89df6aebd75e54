using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventLog.EventStoreDb.Verifying;
using Grpc.Core;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class VerifyingStores : StoreTest
{
    [Fact]
    public async Task Everything_is_as_it_should_be_and_nothing_is_left()
    {
        var findings = await Verify();

        Assert.All(findings, f => Assert.True(f.IsTrue, $"{f.What}: {f.Detail}"));
        Assert.Equal(13, findings.Count);
        Assert.Equal(3, Store.Deleted.Count);
        Assert.All(Store.Deleted, stream => Assert.StartsWith("verify_", stream, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_server_does_otherwise_is_said()
    {
        Store.ForgetsRepeats = true;
        Store.ClockOffset = TimeSpan.FromSeconds(-4);

        var wrong = (await Verify()).Where(f => !f.IsTrue).Select(f => f.What).ToList();

        Assert.Contains("a repeated append answers the first one's positions", wrong);
        Assert.DoesNotContain("a stream that is not there is empty", wrong);
    }

    [Fact]
    public async Task A_wrong_clock_is_said()
    {
        Store.ClockOffset = TimeSpan.FromSeconds(-60);

        var wrong = (await Verify()).Single(f => f.What.Contains("clock", StringComparison.Ordinal));
        Assert.False(wrong.IsTrue);
        Assert.Contains("ahead by 60 s", wrong.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_access_there_is_one_finding_that_says_so()
    {
        Server.Faults.Down = StoreUnderTest.Refusal(StatusCode.PermissionDenied, "access-denied");

        var finding = Assert.Single(await Verify());
        Assert.False(finding.IsTrue);
        Assert.Contains("access denied", finding.Detail, StringComparison.Ordinal);
    }

    private async Task<List<StoreFinding>> Verify()
    {
        var settings = ConnectionString.Parse($"esdb://{Server.Endpoint}?tls=false&defaultDeadline=3000&discoveryInterval=10");
        var findings = new List<StoreFinding>();
        await foreach (var finding in new StoreVerification(settings, Clock).Run(CancellationToken.None))
            findings.Add(finding);
        return findings;
    }
}
