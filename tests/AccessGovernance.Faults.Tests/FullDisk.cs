namespace AccessGovernance.Faults.Tests;

/// <summary>On a full disk changes are refused with the cause, answers go on, and nothing that was acknowledged is lost.</summary>
public sealed class FullDisk
{
    private const int Megabyte = 1024 * 1024;

    [SmallDiskFact]
    public async Task Changes_are_refused_with_the_cause_and_accepted_again_when_there_is_room()
    {
        using var disk = new SmallDisk(24);
        var data = Path.Combine(disk.Path, "data");
        var acknowledged = new List<(string Identity, string Grant)>();
        string entitlement;
        await using (var server = await ServerProcess.Start(data))
        {
            using var admin = Caller.Administrator(server);
            entitlement = await admin.NewEntitlement();
            var identity = await admin.NewIdentity();
            FillUp(disk);
            var refused = await UntilRefused(admin, identity, entitlement, acknowledged);
            Assert.Equal((StatusCode.Unavailable, "NOT_WRITTEN"), (refused.Code, refused.Reason));
            Assert.Contains("disk full", refused.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("history.db", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(disk.Path, refused.Message, StringComparison.Ordinal);
            await AssertHeld(admin, entitlement, acknowledged);
            Assert.Equal("Healthy", (await server.Health()).Status);

            File.Delete(Path.Combine(disk.Path, "filler"));
            acknowledged.Add((identity, (await admin.Grant(identity, entitlement)).GrantId));
            await AssertHeld(admin, entitlement, acknowledged);
            await server.Kill();
        }
        await using var again = await ServerProcess.Start(data);
        using var later = Caller.Administrator(again);
        await AssertHeld(later, entitlement, acknowledged);
    }

    private static void FillUp(SmallDisk disk)
    {
        using var filler = File.Create(Path.Combine(disk.Path, "filler"));
        var free = new DriveInfo(disk.Path).AvailableFreeSpace;
        filler.Write(new byte[Math.Max(0, free - Megabyte / 4)]);
    }

    private static async Task<Refused> UntilRefused(Caller admin, string identity, string entitlement, List<(string, string)> acknowledged)
    {
        const int Enough = 20_000;
        for (var i = 0; i < Enough; i++)
        {
            var asking = admin.Grant(identity, entitlement);
            if (await Refused.IfAny(asking) is { } refused)
                return refused;
            acknowledged.Add((identity, (await asking).GrantId));
        }
        throw new InvalidOperationException("The disk was never full.");
    }

    private static async Task AssertHeld(Caller admin, string entitlement, List<(string Identity, string Grant)> acknowledged)
    {
        var answer = await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement });
        Assert.Equal(acknowledged.Select(a => a.Grant).Order(), answer.Holders.SelectMany(h => h.Grants).Select(g => g.GrantId).Order());
    }
}
