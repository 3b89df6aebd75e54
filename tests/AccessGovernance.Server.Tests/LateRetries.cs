namespace AccessGovernance.Server.Tests;

/// <summary>Grant, revoke, and much later a retry of the grant: access stays closed, also from the cached state after a restart.</summary>
[Trait("Rule", "12")]
public sealed class LateRetries
{
    private const int Others = 10_000;

    [Fact]
    public async Task Access_stays_closed_after_ten_thousand_other_commands_and_a_restart()
    {
        using var folder = new TemporaryFolder();
        Closed closed;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            closed = await Closed.Make(admin);
            await Work(admin, closed.Identity, await admin.NewEntitlement());
            await closed.RetryAll(admin);
            await server.Stop();
        }
        foreach (var damage in new Action<string>[] { _ => { }, File.Delete, file => File.WriteAllText(file, "no database") })
        {
            damage(folder.File("state.db"));
            await using var restarted = await ServerProcess.Start(folder.Path);
            using var again = Caller.Administrator(restarted);
            await closed.RetryAll(again);
            Assert.Equal(Others / 2 + 2, await Ended(again, closed.Identity));
            await restarted.Stop();
        }
    }

    // A revocation in the millisecond of its grant voids it.
    private static async Task<int> Ended(Caller admin, string identity)
    {
        var (ended, question) = (0, new GetTimelineRequest { Identity = identity, PageSize = 5_000 });
        do
        {
            var page = await admin.History.GetTimelineAsync(question);
            ended += page.Entries.Count(e => e.What is "revoked" or "voided");
            question.PageToken = page.NextPageToken;
        }
        while (question.PageToken.Length > 0);
        return ended;
    }

    // Grants and revocations in turn, over one stream: at most 64 wait at a time.
    private static async Task Work(Caller admin, string identity, string entitlement)
    {
        using var changes = admin.Provisioning.ApplyChanges(deadline: TimeProvider.System.GetUtcNow().AddMinutes(3).UtcDateTime);
        var grants = System.Threading.Channels.Channel.CreateUnbounded<string>();
        var reading = Task.Run(async () =>
        {
            for (var i = 0; i < Others; i++)
            {
                Assert.True(await changes.ResponseStream.MoveNext(CancellationToken.None));
                Assert.Null(changes.ResponseStream.Current.Error);
                if (changes.ResponseStream.Current.Grant is { } granted)
                    grants.Writer.TryWrite(granted.GrantId);
            }
        });
        const int Ahead = 50;
        for (var i = 0; i < Others / 2 + Ahead; i++)
        {
            if (i < Others / 2)
                await changes.RequestStream.WriteAsync(
                    new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement } });
            if (i < Ahead)
                continue;
            var grant = await grants.Reader.ReadAsync();
            await changes.RequestStream.WriteAsync(
                new() { Revoke = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant } });
        }
        await changes.RequestStream.CompleteAsync();
        await reading;
    }

    /// <summary>A grant, a prolonging correction and a conferral, each closed again, with the requests that once opened access.</summary>
    private sealed record Closed(string Identity, GrantAccessRequest Granted, CorrectGrantRequest Corrected, ConferRequest Conferred)
    {
        public static async Task<Closed> Make(Caller admin)
        {
            var identity = await admin.NewIdentity();
            var granted = Grant(identity, await admin.NewEntitlement());
            var response = await admin.Provisioning.GrantAccessAsync(granted);
            await admin.Revoke(identity, granted.Entitlement, response.GrantId);
            return new(identity, granted, await Prolong(admin, identity), await Confer(admin, identity));
        }

        public async Task RetryAll(Caller admin)
        {
            Assert.False((await admin.Provisioning.GrantAccessAsync(Granted)).Receipt.Changed);
            Assert.False((await admin.Provisioning.CorrectGrantAsync(Corrected)).Receipt.Changed);
            Assert.False((await admin.Entitlements.ConferAsync(Conferred)).Receipt.Changed);
            foreach (var entitlement in new[] { Granted.Entitlement, Corrected.Entitlement, Conferred.To })
                Assert.False((await admin.Check(Identity, entitlement)).Allowed);
        }

        private static GrantAccessRequest Grant(string identity, string entitlement) =>
            new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement };

        private static async Task<CorrectGrantRequest> Prolong(Caller admin, string identity)
        {
            var entitlement = await admin.NewEntitlement();
            var from = Caller.FromNow(TimeSpan.Zero);
            var grant = Grant(identity, entitlement);
            grant.Validity = new() { From = from, Until = Caller.FromNow(TimeSpan.FromDays(1)) };
            var corrected = new CorrectGrantRequest
            {
                RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Reason = "longer",
                GrantId = (await admin.Provisioning.GrantAccessAsync(grant)).GrantId,
                Validity = new() { From = from, Until = Caller.FromNow(TimeSpan.FromDays(30)) },
            };
            Assert.True((await admin.Provisioning.CorrectGrantAsync(corrected)).Receipt.Changed);
            await admin.Revoke(identity, entitlement, corrected.GrantId);
            return corrected;
        }

        private static async Task<ConferRequest> Confer(Caller admin, string identity)
        {
            var confer = new ConferRequest { RequestId = Caller.NewRequest(), From = await admin.NewEntitlement(), To = await admin.NewEntitlement() };
            await admin.Grant(identity, confer.From);
            var edge = (await admin.Entitlements.ConferAsync(confer)).ConferralId;
            Assert.True((await admin.Check(identity, confer.To)).Allowed);
            await admin.Entitlements.StopConferringAsync(new() { RequestId = Caller.NewRequest(), ConferralId = edge });
            return confer;
        }
    }
}
