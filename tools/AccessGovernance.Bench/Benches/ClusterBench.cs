using AccessGovernance.Api.V1;
using AccessGovernance.Bench.Engines;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using Grpc.Core;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// What a second silo costs on the same cores: grants by as many callers at one silo and, in turns, spread over two; and checks while grants
/// go on at a fixed rate, the same for both. Each cluster has a history and a database of its own, in one event store and one PostgreSQL.
/// </summary>
internal static class ClusterBench
{
    public const int WritesPerSecond = 200;

    private const int Identities = 1_000;
    private const int Entitlements = 50;
    private const int Fillers = 32;
    private const string Application = "applications/bench";

    public static async Task<Report> Run(LoadSettings load, string postgresPrograms, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        using var database = new ScratchDirectory();
        await using var postgres = await PostgresServer.Start(postgresPrograms, database.Path, cancellation);
        await using var store = await RunningStore.Start(load.ServerDirectory, scratch.Sub("store"), TimeProvider.System, cancellation);
        var places = (load.ServerDirectory, scratch.Path);
        await using var one = await RunningCluster.Start(places, store, postgres.ConnectionString, ("one", 1), cancellation);
        await using var two = await RunningCluster.Start(places, store, postgres.ConnectionString, ("two", 2), cancellation);
        foreach (var cluster in new[] { one, two })
            await Fill(cluster.Silos[0]);

        var grants = await Turns.Run(load, Grants(one), Grants(two));
        var (besideOne, besideTwo) = (new PacedWrites(Granting(one), WritesPerSecond), new PacedWrites(Granting(two), WritesPerSecond));
        var checks = await Turns.Run(load, Checks(one, besideOne), Checks(two, besideTwo));
        var seconds = load.WarmUpSeconds + (load.Repetitions * load.Seconds);
        var report = new Report("cluster");
        report.Figure("commands_two_silos_vs_one", Ratio(grants), ">= 0.65");
        report.Figure("reads_two_silos_vs_one", Ratio(checks), ">= 0.8");
        report.Figure("grants_per_s_one_silo", Figures.Of(grants[0].Select(g => g.PerSecond)), "");
        report.Figure("grants_per_s_two_silos", Figures.Of(grants[1].Select(g => g.PerSecond)), "");
        report.Figure("silo_cpu_us_per_grant_one_silo", Figures.Of(grants[0].Select(g => g.ProcessorMicroseconds)), "");
        report.Figure("silo_cpu_us_per_grant_two_silos", Figures.Of(grants[1].Select(g => g.ProcessorMicroseconds)), "");
        report.Figure("checks_per_s_one_silo", Figures.Of(checks[0].Select(c => c.PerSecond)), "");
        report.Figure("checks_per_s_two_silos", Figures.Of(checks[1].Select(c => c.PerSecond)), "");
        report.Condition("identities", Identities);
        report.Condition("writes_per_s_beside_reads_one_silo", besideOne.PerSecond(seconds));
        report.Condition("writes_per_s_beside_reads_two_silos", besideTwo.PerSecond(seconds));
        load.AddTo(report);
        return report;
    }

    private static Figures Ratio(List<Measured>[] oneAndTwo) => Figures.Of(oneAndTwo[1].Zip(oneAndTwo[0], (two, one) => two.PerSecond / one.PerSecond));

    private static string Identity(int number) => $"identities/employee-{number:D5}";

    private static string Entitlement(int number) => $"entitlements/bench-{number:D3}";

    private static string NewRequest() => Guid.NewGuid().ToString("D");

    private static async Task Fill(RunningServer silo)
    {
        var (options, entitlements) = (new CallOptions(silo.Administrator), new EntitlementService.EntitlementServiceClient(silo.Channel));
        await entitlements.DefineApplicationAsync(new() { RequestId = NewRequest(), Application = Application, DisplayName = "Bench" }, options);
        for (var i = 0; i < Entitlements; i++)
        {
            await entitlements.DefineEntitlementAsync(new()
            {
                RequestId = NewRequest(), Entitlement = Entitlement(i), Application = Application, Kind = EntitlementKind.Permission, DisplayName = "Bench",
            }, options);
        }
        var (identities, provisioning) = (new IdentityService.IdentityServiceClient(silo.Channel),
            new ProvisioningService.ProvisioningServiceClient(silo.Channel));
        await Parallel.ForAsync(0, Identities, new ParallelOptions { MaxDegreeOfParallelism = Fillers }, async (i, _) =>
        {
            await identities.RegisterIdentityAsync(new() { RequestId = NewRequest(), Identity = Identity(i), Kind = IdentityKind.Employee }, options);
            await provisioning.GrantAccessAsync(
                new() { RequestId = NewRequest(), Identity = Identity(i), Entitlement = Entitlement(i % Entitlements) }, options);
        });
    }

    private static Work Grants(RunningCluster cluster)
    {
        var grant = Granting(cluster);
        return new(grant, () => cluster.ProcessorTime);
    }

    private static Func<int, long, Task> Granting(RunningCluster cluster)
    {
        var silos = cluster.Silos.Select(s => (new ProvisioningService.ProvisioningServiceClient(s.Channel), new CallOptions(s.Administrator))).ToArray();
        return async (caller, made) =>
        {
            var (client, options) = silos[caller % silos.Length];
            var number = (int)(((made * 7_919) + (caller * 31)) % 1_000_003);
            await client.GrantAccessAsync(new()
            {
                RequestId = NewRequest(), Identity = Identity(number % Identities), Entitlement = Entitlement(number % Entitlements),
            }, options);
        };
    }

    /// <summary>Checks by all callers, who beside them start the writes that are due.</summary>
    private static Work Checks(RunningCluster cluster, PacedWrites writes)
    {
        var silos = cluster.Silos.Select(s => (new AccessHistoryService.AccessHistoryServiceClient(s.Channel), new CallOptions(s.Administrator))).ToArray();
        return new(async (caller, made) =>
        {
            writes.StartDue();
            var (client, options) = silos[caller % silos.Length];
            var number = (int)(((made * 7_919) + (caller * 31)) % Identities);
            var answer = await client.CheckAccessAsync(
                new() { Identity = Identity(number), Entitlement = Entitlement(number % Entitlements) }, options);
            if (!answer.Allowed)
                throw new InvalidOperationException("The silo refused what the history allows.");
        }, () => cluster.ProcessorTime);
    }
}
