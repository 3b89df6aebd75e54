using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;

namespace AccessGovernance.Bench.Benches;

/// <summary>A published server on an empty directory: how soon it is healthy, and what it holds while nobody asks anything.</summary>
internal static class StartBench
{
    private const double BytesPerMegabyte = 1_000_000;

    // A restore for one platform writes other lock files than those of the working copy.
    private const string LockFilesApart = "-p:NuGetLockFilePath=obj/publish.lock.json";

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task<Report> Run(string? published, int repetitions, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        published ??= await Publish(scratch.Sub("server"), cancellation);
        List<double> seconds = [], megabytes = [];
        for (var i = 0; i < repetitions; i++)
        {
            await using var server = await RunningServer.Start(published, scratch.Sub($"data-{i}"), cancellation);
            seconds.Add(server.StartedIn.TotalSeconds);
            await Task.Delay(Idle, cancellation);
            megabytes.Add(server.ResidentBytes / BytesPerMegabyte);
        }
        var report = new Report("start");
        report.Figure("healthy_seconds", Figures.Of(seconds), "<= 2");
        report.Figure("idle_rss_mb", Figures.Of(megabytes), "< 200");
        report.Condition("first_healthy_seconds", Math.Round(seconds[0], 3));
        report.Condition("repetitions", repetitions);
        return report;
    }

    private static async Task<string> Publish(string output, CancellationToken cancellation)
    {
        var project = Path.Combine(Repository.Root(), "src", "AccessGovernance.Server", "AccessGovernance.Server.csproj");
        await using var publish = ChildProcess.Start("dotnet", "publish", project, "-c", "Release", "-r", "linux-x64", "--self-contained", "false",
            "-p:PublishReadyToRun=true", LockFilesApart, "-o", output, "-v", "quiet");
        return await publish.Ended(cancellation) == 0 ? output : throw new InvalidOperationException($"Publishing failed:\n{publish.Said}");
    }
}
