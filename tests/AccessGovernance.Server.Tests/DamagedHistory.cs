namespace AccessGovernance.Server.Tests;

/// <summary>
/// An event in the middle of the history was changed on the disk: what lies before it is not taken for the whole. Questions say where
/// reading stopped, changes are refused, and nothing more is written.
/// </summary>
public sealed class DamagedHistory
{
    [Fact]
    public async Task Stops_the_answers_and_says_where()
    {
        using var folder = new TemporaryFolder();
        var identity = await Damage(folder);
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);

        var refused = await Refused.By(admin.Identities.GetIdentityAsync(new() { Identity = identity }));

        Assert.Equal((StatusCode.DataLoss, "LOG_DAMAGED"), (refused.Code, refused.Reason));
        Assert.Contains("position", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StatusCode.DataLoss, (await Refused.By(admin.History.GetTimelineAsync(new() { Identity = identity }))).Code);
        var health = await server.Health();
        Assert.Equal("Unhealthy", health.Status);
        Assert.Contains("position", health.Description, StringComparison.Ordinal);
        // Files are named to everybody, where they lie is not.
        foreach (var text in new[] { refused.Message, health.Description })
        {
            Assert.Contains("history.db", text, StringComparison.Ordinal);
            Assert.DoesNotContain(folder.Path, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refuses_changes_of_every_kind_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var identity = await Damage(folder);
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        // Both readers have stopped once they say so.
        await Refused.By(admin.Identities.GetIdentityAsync(new() { Identity = identity }));
        await Refused.By(admin.History.GetTimelineAsync(new() { Identity = identity }));
        var head = (await server.Health()).HeadPosition;

        Task[] changes =
        [
            admin.NewIdentity(), admin.NewApplication(), admin.Confer(Caller.Entitlement("a"), Caller.Entitlement("b")),
            admin.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = Caller.NewRequest() }).ResponseAsync,
            new Import(admin, "source").Send(Import.Row(1, "2021-01-01", ImportOperation.Add, ImportRelation.Holds, "a", "b")),
        ];

        foreach (var change in changes)
        {
            var refused = await Refused.By(change);
            Assert.Equal((StatusCode.DataLoss, "LOG_DAMAGED"), (refused.Code, refused.Reason));
            Assert.Contains("Changes are refused", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(head, (await server.Health()).HeadPosition);
    }

    /// <summary>Writes a history, and changes one letter inside the body of a stored event.</summary>
    internal static async Task<string> Damage(TemporaryFolder folder)
    {
        var identity = await Write(folder);
        var bytes = await File.ReadAllBytesAsync(folder.File("history.db"));
        var at = bytes.AsSpan().LastIndexOf("\"synthetic\""u8) is var found and >= 0 ? found : bytes.AsSpan().LastIndexOf("\"kind\""u8);
        Assert.True(at > 0);
        bytes[at + 1] ^= 1;
        await File.WriteAllBytesAsync(folder.File("history.db"), bytes);
        return identity;
    }

    private static async Task<string> Write(TemporaryFolder folder)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var identity = await admin.NewIdentity();
        // The end of the log is looked at when it is opened; what lies before it is when it is read.
        for (var i = 0; i < 3; i++)
            await admin.NewIdentity();
        await server.Stop();
        return identity;
    }
}
