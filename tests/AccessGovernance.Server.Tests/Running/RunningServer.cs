// Tests wait for processes of their own for most of the time: three at once keep two cores busy.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace AccessGovernance.Server.Tests.Running;

/// <summary>One server for all tests of a class, with its administrator.</summary>
public sealed class RunningServer : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ServerProcess Process { get; private set; } = null!;

    public Caller Administrator { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Process = await ServerProcess.Start(folder.Path);
        Administrator = Caller.Administrator(Process);
    }

    public async Task DisposeAsync()
    {
        Administrator.Dispose();
        await Process.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();
}
