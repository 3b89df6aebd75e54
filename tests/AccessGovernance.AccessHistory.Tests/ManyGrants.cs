using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>One identity with so many grants that they are found by their ids.</summary>
public sealed class ManyGrants
{
    [Fact]
    public void Are_found_and_changed_one_by_one()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "f").WithIdentities("i");
        string[] entitlements = ["e", "f"];
        var ids = Enumerable.Range(0, 2_000).Select(n => script.Grant("i", entitlements[n % 2], At(n), 0)).ToList();
        for (var n = 0; n < ids.Count; n += 3)
            script.OfIdentity("i", new GrantVoided(ids[n], new(entitlements[n % 2]), null), 0);

        for (var n = 0; n < ids.Count; n++)
        {
            var check = script.Reader.CheckAccess(new("i"), new(entitlements[n % 2]), At(n), script.Reader.Latest, explain: true)!;
            Assert.Equal(n % 3 == 0 ? CheckReason.Void : CheckReason.Held, check.Reason);
            Assert.True(n % 3 == 0 || check.Holding!.Grants.Single().Grant == ids[n]);
        }
        Assert.Throws<HistoryFaultException>(() => script.OfIdentity("i", Granted(ids[1_500], "e", At(9)), 0));
    }
}
