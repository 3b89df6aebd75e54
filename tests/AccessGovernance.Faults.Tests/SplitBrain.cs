using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// Two silos that know nothing of each other, each with an activation of its own of every identity and entitlement, write the same streams at once:
/// what keeps the history right is the expected revision of an append and nothing else.
/// </summary>
[Trait("Rule", "12")]
public sealed class SplitBrain(ITestOutputHelper output) : ClusterTest(output)
{
    private const int Identities = 6;
    private const int Changes = 400;

    [PostgresFact, Trait("Rule", "13")]
    public async Task Two_activations_of_one_identity_record_every_change_once_and_no_seat_twice()
    {
        var (left, right) = (await Start("left", "--cluster-id", "left"), await Start("right", "--cluster-id", "right"));
        var (entitlement, scarce) = (await left.NewEntitlement(), await left.NewEntitlement(await left.NewApplication(), Seats));
        var identities = await Task.WhenAll(Enumerable.Range(0, Identities).Select(i => (i % 2 == 0 ? left : right).NewIdentity()));
        using InService onlyLeft = new(), onlyRight = new();
        await onlyLeft.Add(left.Server);
        await onlyRight.Add(right.Server);
        Writers[] sides = [new(onlyLeft, entitlement, scarce), new(onlyRight, entitlement, scarce)];

        foreach (var side in sides)
            side.Start(identities);
        await Task.WhenAll(sides.Select(s => s.More(Changes)));
        await Task.WhenAll(sides.Select(s => s.End()));

        foreach (var side in sides)
            Output.WriteLine($"{side.Decided} changes, {side.Lost.Count} calls lost: {string.Join(", ", side.Told)}");
        var ledger = new Ledger([.. sides.SelectMany(s => s.Ledger.Entries)]);
        await ledger.Verify([left, right]);
        Assert.Equal(Seats, ledger.Acknowledged.Count(e => e.Entitlement == scarce));
    }

    [PostgresFact]
    public async Task Both_sides_going_on_by_turns_see_what_the_other_one_did()
    {
        var (left, right) = (await Start("left", "--cluster-id", "left"), await Start("right", "--cluster-id", "right"));
        var (identity, entitlement) = (await left.NewIdentity(), await left.NewEntitlement());
        for (var i = 0; i < 20; i++)
        {
            var (here, there) = i % 2 == 0 ? (left, right) : (right, left);
            var grant = await here.Grant(identity, entitlement);
            // The activation over there has not heard of it.
            Assert.True((await there.Revoke(identity, entitlement, grant.GrantId)).Changed);
            Assert.Equal("GRANT_UNKNOWN", (await Refused.By(here.Revoke(identity, entitlement, Caller.NewRequest()))).Reason);
        }
        Assert.False((await left.Check(identity, entitlement)).Allowed);
        await Ledger.SameDigest([left, right]);
    }
}
