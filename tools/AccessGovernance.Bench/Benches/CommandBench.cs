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

        var measured = await Turns.Run(load, Empty(floor), Grant(server), new Work((_, _) => raw.Append(), () => TimeSpan.Zero));
        var (grains, grants, commits) = (measured[0], measured[1], measured[2]);
        var floors = grains.Zip(commits, (g, c) => Math.Min(g.PerSecond, c.PerSecond));
        var report = new Report("command");
        report.Figure("command_vs_floor", Figures.Of(grants.Zip(floors, (g, f) => g.PerSecond / f)), ">= 0.5");
        report.Figure("grants_per_s", Figures.Of(grants.Select(g => g.PerSecond)), "");
        report.Figure("empty_grain_calls_per_s", Figures.Of(grains.Select(g => g.PerSecond)), "");
        report.Figure("raw_sqlite_commits_per_s", Figures.Of(commits.Select(c => c.PerSecond)), "");
        report.Figure("server_cpu_us_per_grant", Figures.Of(grants.Select(g => g.ProcessorMicroseconds)), "");
        report.Figure("server_cpu_us_per_empty_call", Figures.Of(grains.Select(g => g.ProcessorMicroseconds)), "");
        report.Condition("identities", Size.Identities);
        load.AddTo(report);
        return report;
    }

    private static Work Grant(RunningServer server)
    {
        var client = new ProvisioningService.ProvisioningServiceClient(server.Channel);
        var options = new CallOptions(server.Administrator);
        // Made beforehand: what is measured is the server.
        var identities = Names(Size.Identities, n => "identities/" + Uri.EscapeDataString(Organisation.Identity(n).Value));
        var entitlements = Names(Size.Permissions, n => "entitlements/" + Uri.EscapeDataString(Organisation.Permission(n).Value));
        return new(async (caller, made) =>
        {
            var number = Number(caller, made);
            var answer = await client.GrantAccessAsync(new GrantAccessRequest
            {
                RequestId = Guid.NewGuid().ToString("D"), Identity = identities[number % Size.Identities],
                Entitlement = entitlements[number % Size.Permissions],
            }, options);
            if (!answer.Receipt.Changed)
                throw new InvalidOperationException("A new grant changed nothing.");
        }, () => server.ProcessorTime);
    }

    private static Work Empty(RunningFloor floor)
    {
        var keys = Names(Size.Identities, n => Organisation.Identity(n).Value);
        return new(async (caller, made) => await floor.Client.CallGrainAsync(
            new CallGrainRequest { Key = keys[Number(caller, made) % Size.Identities] }), () => floor.ProcessorTime);
    }

    private static string[] Names(int count, Func<int, string> name) => [.. Enumerable.Range(0, count).Select(name)];

    private static int Number(int caller, long made) => (int)(((made * 7_919) + (caller * 31)) % 1_000_003);
}
