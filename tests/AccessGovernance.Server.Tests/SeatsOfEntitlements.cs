namespace AccessGovernance.Server.Tests;

/// <summary>Capacity bounds the grants that overlap, whoever asks at the same time.</summary>
[Trait("Rule", "13")]
public sealed class SeatsOfEntitlements(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Seats = 3;

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Of_64_who_ask_at_once_just_as_many_sit_as_there_are_seats()
    {
        var entitlement = await admin.NewEntitlement(await admin.NewApplication(), Seats);
        var asking = await Ask(entitlement, 64);

        var accepted = asking.Where(a => a.Refused is null).ToList();
        Assert.Equal(Seats, accepted.Count);
        Assert.All(asking.Where(a => a.Refused is not null), a =>
            Assert.Equal((StatusCode.ResourceExhausted, "CAPACITY_EXHAUSTED"), (a.Refused!.Code, a.Refused.Reason)));
        Assert.Equal(Seats, (await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement })).Holders.Count);
        var held = await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement });
        await admin.Revoke(accepted[0].Identity, entitlement, held.Holders.Single(h => h.Identity == accepted[0].Identity).Grants[0].GrantId);
        Assert.Single(await Ask(entitlement, 8), a => a.Refused is null);
    }

    [Fact]
    public async Task Seats_are_counted_at_every_instant()
    {
        var entitlement = await admin.NewEntitlement(await admin.NewApplication(), 1);
        async Task<Refused?> Grant(int fromDay, int untilDay) => await Refused.IfAny(admin.Provisioning.GrantAccessAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Entitlement = entitlement,
            Validity = new() { From = Caller.FromNow(TimeSpan.FromDays(fromDay)), Until = Caller.FromNow(TimeSpan.FromDays(untilDay)) },
        }).ResponseAsync);
        Assert.Null(await Grant(10, 20));
        Assert.Null(await Grant(25, 30));
        Assert.Equal("CAPACITY_EXHAUSTED", (await Grant(15, 40))?.Reason);
        Assert.Null(await Grant(1, 9));
        Assert.Equal("CAPACITY_EXHAUSTED", (await Grant(29, 31))?.Reason);
    }

    [Fact]
    public async Task Of_leavers_are_free_again()
    {
        var entitlement = await admin.NewEntitlement(await admin.NewApplication(), 1);
        var leaver = await admin.NewIdentity();
        await admin.Grant(leaver, entitlement);
        Assert.DoesNotContain(await Ask(entitlement, 1), a => a.Refused is null);
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = leaver });
        Assert.Single(await Ask(entitlement, 1), a => a.Refused is null);
    }

    [Fact]
    public async Task An_imported_end_gives_its_seat_back()
    {
        var (source, entitlement) = (Caller.New("source"), await admin.NewEntitlement(await admin.NewApplication(), 1));
        var import = new Import(admin, source);
        await import.Send(Import.Row(1, "2020-01-01", ImportOperation.Add, ImportRelation.Holds, "ann " + source, Import.IdOf(entitlement)));
        Assert.Equal("CAPACITY_EXHAUSTED", (await Refused.By(admin.Grant(await admin.NewIdentity(), entitlement))).Reason);
        await import.Send(Import.Row(2, "2020-02-01", ImportOperation.Remove, ImportRelation.Holds, "ann " + source, Import.IdOf(entitlement)));
        // Settled by the process that reads the log, soon.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var identity = await admin.NewIdentity();
        while (await Refused.IfAny(admin.Grant(identity, entitlement)) is { Reason: "CAPACITY_EXHAUSTED" })
            Assert.False(patience.IsCancellationRequested, server.Process.Output);
        Assert.True((await admin.Check(identity, entitlement)).Allowed);
    }

    private async Task<List<(string Identity, Refused? Refused)>> Ask(string entitlement, int count)
    {
        var identities = new List<string>();
        for (var i = 0; i < count; i++)
            identities.Add(await admin.NewIdentity());
        var results = await Task.WhenAll(identities.Select(i => Refused.IfAny(admin.Grant(i, entitlement))));
        return [.. identities.Zip(results)];
    }
}
