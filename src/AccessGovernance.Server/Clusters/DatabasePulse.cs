using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// Asks the cluster's database every <see cref="Interval"/> for a sign of life, for /healthz: without it identities that are known go on, and
/// the silo stays ready; new ones, reminders and silos that join wait for it.
/// </summary>
internal sealed class DatabasePulse(ClusterSettings cluster, TimeProvider time) : BackgroundService, IHealthCheck
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile string? trouble;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(trouble is { } why ? HealthCheckResult.Degraded(why) : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.Postgres.Text) { MinPoolSize = 0, MaxPoolSize = 1 });
        Task<bool>? asking = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            // One question at a time: of a database that hangs the answer is waited for beyond the turn, as nothing ends the question for certain.
            asking ??= Answers(database, stoppingToken);
            var turn = Task.Delay(Interval, time, stoppingToken);
            await Task.WhenAny(asking, turn);
            trouble = asking.IsCompleted && await asking
                ? null : $"{cluster.Postgres} does not answer: what needs a new key is refused, and no silo can join";
            if (asking.IsCompleted)
                asking = null;
            await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> Answers(NpgsqlDataSource database, CancellationToken stopping)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            return await command.ExecuteScalarAsync(stopping) is not null;
        }
        // Whatever it is: the database did not answer.
        catch (Exception)
        {
            return false;
        }
    }
}
