namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A server with a face that everybody on this machine may read, and some history.</summary>
public sealed class RunningFace : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ServerProcess Process { get; private set; } = null!;

    public Caller Administrator { get; private set; } = null!;

    /// <summary>Stream of an identity with at least three events.</summary>
    public string Stream { get; private set; } = "";

    internal FaceCaller Face { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Process = await ServerProcess.Start(folder.Path, "--eventstore-endpoint", "0", "--eventstore-anonymous-loopback", "on");
        Administrator = Caller.Administrator(Process);
        Face = FaceCaller.Of(Process);
        var identity = await Administrator.NewIdentity();
        Stream = "identity-" + Uri.UnescapeDataString(identity["identities/".Length..]);
        foreach (var entitlement in new[] { await Administrator.NewEntitlement(), await Administrator.NewEntitlement() })
            await Administrator.Grant(identity, entitlement);
    }

    public async Task DisposeAsync()
    {
        Face.Dispose();
        Administrator.Dispose();
        await Process.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>A process that is nothing but an EventStoreDB that anybody may write.</summary>
public sealed class RunningPlainStore : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ServerProcess Process { get; private set; } = null!;

    internal FaceCaller Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Process = await ServerProcess.Start(folder.Path, "--eventstore-endpoint", "0", "--eventstore-plain-store", "open");
        Store = FaceCaller.Of(Process);
    }

    public async Task DisposeAsync()
    {
        Store.Dispose();
        await Process.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();
}
