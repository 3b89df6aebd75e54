using AccessGovernance.Api.V1;
using AccessGovernance.Bench.Data;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using AccessGovernance.EventLog;
using Grpc.Core;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// What a grant costs over its two floors: raw SQLite group commit of as many bytes by as many waiting callers, and a call that reaches an
/// empty grain. All three are measured in turns; the lower floor counts.
/// </summary>
internal static class CommandBench
{
    private static readonly OrganisationSize Size = new(Identities: 2_000, Permissions: 500, Roles: 50, DirectGrants: 2, RoleGrants: 1);
    private const int BodyBytes = 200;

    public static async Task<Report> Run(LoadSettings load, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        await DataSets.Fill(scratch.Sub("data"), Size, 0, cancellation);
        await using var server = await RunningServer.Start(load.ServerDirectory, scratch.Sub("data"), cancellation);
        await using var floor = await RunningFloor.Start(RunningFloor.GrainMode, TimeProvider.System, cancellation);
        var origin = OriginFormat.Encode(new EventOrigin(new(Guid.NewGuid()), Guid.NewGuid(), "administrator", null, null));
        await using var raw = new RawSqlite(scratch.Sub("raw.db"), Size.Identities, origin, new byte[BodyBytes]);

        var (grants, grains, commits, ratios) = await Measure(load, Grant(server), Empty(floor), (_, _) => raw.Append());
        var report = new Report("command");
        report.Figure("command_vs_floor", Figures.Of(ratios), ">= 0.5");
        report.Figure("grants_per_s", Figures.Of(grants), "");
        report.Figure("empty_grain_calls_per_s", Figures.Of(grains), "");
        report.Figure("raw_sqlite_commits_per_s", Figures.Of(commits), "");
        report.Condition("identities", Size.Identities);
        load.AddTo(report);
        return report;
    }

    private static async Task<(List<double> Grants, List<double> Grains, List<double> Commits, List<double> Ratios)> Measure(
        LoadSettings load, Func<int, long, Task> grant, Func<int, long, Task> grain, Func<int, long, Task> commit)
    {
        var warmUp = TimeSpan.FromSeconds(load.WarmUpSeconds);
        foreach (var call in (Func<int, long, Task>[])[grant, grain, commit])
            await Callers.Run(load.InFlight, warmUp, call);
        var each = TimeSpan.FromSeconds(load.Seconds);
        List<double> grants = [], grains = [], commits = [], ratios = [];
        for (var i = 0; i < load.Repetitions; i++)
        {
            grains.Add(await Callers.Run(load.InFlight, each, grain));
            grants.Add(await Callers.Run(load.InFlight, each, grant));
            commits.Add(await Callers.Run(load.InFlight, each, commit));
            ratios.Add(grants[^1] / Math.Min(grains[^1], commits[^1]));
        }
        return (grants, grains, commits, ratios);
    }

    private static Func<int, long, Task> Grant(RunningServer server)
    {
        var client = new ProvisioningService.ProvisioningServiceClient(server.Channel);
        var options = new CallOptions(server.Administrator);
        return async (caller, made) =>
        {
            var number = Number(caller, made);
            var answer = await client.GrantAccessAsync(new GrantAccessRequest
            {
                RequestId = Guid.NewGuid().ToString("D"),
                Identity = "identities/" + Uri.EscapeDataString(Organisation.Identity(number % Size.Identities).Value),
                Entitlement = "entitlements/" + Uri.EscapeDataString(Organisation.Permission(number % Size.Permissions).Value),
            }, options);
            if (!answer.Receipt.Changed)
                throw new InvalidOperationException("A new grant changed nothing.");
        };
    }

    private static Func<int, long, Task> Empty(RunningFloor floor) => async (caller, made) =>
        await floor.Client.CallGrainAsync(new CallGrainRequest { Key = Organisation.Identity(Number(caller, made) % Size.Identities).Value });

    private static int Number(int caller, long made) => (int)(((made * 7_919) + (caller * 31)) % 1_000_003);
}
