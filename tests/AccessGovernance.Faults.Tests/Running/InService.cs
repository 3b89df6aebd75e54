using System.Net;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>The servers that callers may call, by turns: as a load balancer does, it leaves out what is not ready or is about to go. Thread-safe.</summary>
public sealed class InService : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<Caller> all = [];
    private Caller[] up = [];

    /// <summary>Those that may be called now.</summary>
    public IReadOnlyList<Caller> Up => Volatile.Read(ref up);

    /// <summary>Takes a server into service once it says that it is ready.</summary>
    public async Task<Caller> Add(ServerProcess server)
    {
        var caller = await Know(server);
        lock (gate)
            Volatile.Write(ref up, [.. up, caller]);
        return caller;
    }

    /// <summary>A caller of a server that is ready, but not in service.</summary>
    public async Task<Caller> Know(ServerProcess server)
    {
        await Ready(server);
        var caller = Caller.Administrator(server);
        lock (gate)
            all.Add(caller);
        return caller;
    }

    /// <summary>Calls that are on their way stay there.</summary>
    public void Remove(ServerProcess server)
    {
        lock (gate)
            Volatile.Write(ref up, [.. up.Where(c => c.Server != server)]);
    }

    /// <summary>The one whose turn it is, null while nobody is in service.</summary>
    public Caller? Next(int turn) => Up is { Count: > 0 } now ? now[(int)((uint)turn % now.Count)] : null;

    public static async Task Ready(ServerProcess server)
    {
        using var limit = new CancellationTokenSource(Longest);
        while ((await server.Get("/readyz")).Status != HttpStatusCode.OK)
            await Task.Delay(20, limit.Token);
    }

    public void Dispose() => all.ForEach(c => c.Dispose());
}
