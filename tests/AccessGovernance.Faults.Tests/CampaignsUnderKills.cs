using System.Globalization;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// kill -9 at random moments from the launch of a campaign, over the report that proves what is gone, to its close: what comes out is what an
/// undisturbed run comes to. AG_REVIEW_KILLS sets how often (6 where it is not set).
/// </summary>
[Trait("Rule", "12")]
public sealed class CampaignsUnderKills
{
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("AG_REVIEW_KILLS") is { Length: > 0 } given ? given : "6",
        CultureInfo.InvariantCulture);

    [Fact]
    public async Task End_with_the_report_of_an_undisturbed_one()
    {
        var (undisturbed, first, last) = await Run([]);
        var random = new Random();
        var moments = Enumerable.Range(0, Kills).Select(_ => random.NextInt64(first, last)).Order().ToList();

        var (disturbed, _, _) = await Run(moments);

        Assert.Equal(ReviewDrive.Items + 1, undisturbed.Length);
        Assert.Contains(undisturbed, row => row.Contains("observed-absent", StringComparison.Ordinal));
        Assert.All(undisturbed.Zip(disturbed), pair => Assert.Equal(pair.First, pair.Second));
        Assert.Equal(undisturbed.Length, disturbed.Length);
    }

    /// <summary>Runs a campaign; when the history reaches one of the positions, the server is killed, started again, and asked once more.</summary>
    private static async Task<(string[] Report, long First, long Last)> Run(IReadOnlyList<long> killsAt)
    {
        using var folder = new TemporaryFolder();
        var drive = new ReviewDrive();
        var server = await ServerProcess.Start(folder.Path);
        try
        {
            using (var admin = Caller.Administrator(server))
                await drive.Prepare(admin);
            var first = (await server.Health()).HeadPosition;
            var (step, kills) = (0, new Queue<long>(killsAt));
            while (step < drive.Steps.Count)
            {
                var ended = await Attempt(server, drive.Steps[step], kills.TryPeek(out var next) ? next : long.MaxValue);
                if (ended)
                {
                    step++;
                    continue;
                }
                kills.Dequeue();
                await server.DisposeAsync();
                server = await ServerProcess.Start(folder.Path);
            }
            var last = (await server.Health()).HeadPosition;
            return (await drive.Report(server), first, last);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>False when the server was killed on the way, whatever became of the step.</summary>
    private static async Task<bool> Attempt(ServerProcess server, Func<ServerProcess, Task> step, long killAt)
    {
        using var watching = new CancellationTokenSource();
        var kill = Task.Run(() => KillAt(server, killAt, watching.Token));
        var taken = Refused.IfAny(step(server));
        await Task.WhenAny(taken, kill);
        await watching.CancelAsync();
        var killed = await kill;
        var refused = await taken;
        Assert.True(killed || refused is null, $"{refused}\n{(killed ? "" : server.Output)}");
        return !killed;
    }

    private static async Task<bool> KillAt(ServerProcess server, long position, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            if (position == long.MaxValue)
                return false;
            if ((await server.Health()).HeadPosition < position)
                continue;
            await server.Kill();
            return true;
        }
        return false;
    }
}
