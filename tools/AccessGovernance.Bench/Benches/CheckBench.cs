using AccessGovernance.Api.V1;
using AccessGovernance.Bench.Data;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using Grpc.Core;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// What a check costs over a call that does nothing: CheckAccess of the product against an echo, from the same callers, one after the
/// other in pairs. Half of the questions are answered by a grant of the identity itself, half by a role; all are allowed.
/// </summary>
internal static class CheckBench
{
    private static readonly OrganisationSize Size = new(Identities: 10_000, Permissions: 1_000, Roles: 200, DirectGrants: 4, RoleGrants: 2);
    private const int Questions = 16_384;

    public static async Task<Report> Run(LoadSettings load, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        var (organisation, events) = await DataSets.Fill(scratch.Sub("data"), Size, 0, cancellation);
        await using var server = await RunningServer.Start(load.ServerDirectory, scratch.Sub("data"), cancellation);
        await using var echo = await RunningFloor.Start(RunningFloor.EchoMode, TimeProvider.System, cancellation);
        var questions = Shuffled(organisation);
        var check = Check(server, questions, load.InFlight);
        var verdict = Check(server, [.. questions.Select(q => new CheckAccessRequest(q) { VerdictOnly = true })], load.InFlight);
        var bare = Echo(echo, questions, load.InFlight);

        var measured = await Turns.Run(load, bare, check, verdict);
        var (echoes, checks, verdicts) = (measured[0], measured[1], measured[2]);
        var report = new Report("check");
        report.Figure("check_vs_echo", Figures.Of(checks.Zip(echoes, (c, e) => c.PerSecond / e.PerSecond)), ">= 0.85");
        report.Figure("verdict_only_vs_echo", Figures.Of(verdicts.Zip(echoes, (v, e) => v.PerSecond / e.PerSecond)), "");
        report.Figure("checks_per_s", Figures.Of(checks.Select(c => c.PerSecond)), "");
        report.Figure("echoes_per_s", Figures.Of(echoes.Select(e => e.PerSecond)), "");
        report.Figure("server_cpu_us_per_check", Figures.Of(checks.Select(c => c.ProcessorMicroseconds)), "");
        report.Figure("server_cpu_us_per_echo", Figures.Of(echoes.Select(e => e.ProcessorMicroseconds)), "");
        report.Condition("events", events);
        report.Condition("identities", Size.Identities);
        load.AddTo(report);
        return report;
    }

    private static CheckAccessRequest[] Shuffled(Organisation organisation)
    {
        var random = new Random(1);
        var questions = new CheckAccessRequest[Questions];
        for (var i = 0; i < questions.Length; i++)
        {
            var source = i % 2 == 0 ? organisation.Direct : organisation.ByRole;
            var (identity, entitlement) = source[random.Next(source.Count)];
            questions[i] = new CheckAccessRequest
            {
                Identity = "identities/" + Uri.EscapeDataString(identity.Value),
                Entitlement = "entitlements/" + Uri.EscapeDataString(entitlement.Value),
            };
        }
        return questions;
    }

    private static Work Check(RunningServer server, CheckAccessRequest[] questions, int inFlight)
    {
        var client = new AccessHistoryService.AccessHistoryServiceClient(server.Channel);
        var options = new CallOptions(server.Administrator);
        return new(async (caller, made) =>
        {
            var answer = await client.CheckAccessAsync(questions[Place(caller, made, inFlight)], options);
            if (!answer.Allowed)
                throw new InvalidOperationException("The server refused what the history allows.");
        }, () => server.ProcessorTime);
    }

    private static Work Echo(RunningFloor floor, CheckAccessRequest[] questions, int inFlight)
    {
        var requests = questions.Select(q => new EchoRequest { Identity = q.Identity, Entitlement = q.Entitlement }).ToArray();
        return new(async (caller, made) => await floor.Client.EchoAsync(requests[Place(caller, made, inFlight)]), () => floor.ProcessorTime);
    }

    private static int Place(int caller, long made, int inFlight) => (int)(((made * inFlight) + caller) % Questions);
}
