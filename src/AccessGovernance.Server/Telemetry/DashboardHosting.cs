using AccessGovernance.Server.Hosting;
using Orleans.Dashboard;

namespace AccessGovernance.Server.Telemetry;

/// <summary>
/// Orleans' dashboard: silos, activations and durations of grain calls by type and method, of the whole cluster. Where it is not asked for,
/// no call is counted for it.
/// </summary>
internal static class DashboardHosting
{
    private const string Route = "/dashboard";

    /// <summary>Its own stream of the log is off: it would show lines that belong to whoever runs the process.</summary>
    public static void AddDashboard(this WebApplicationBuilder builder, ServerOptions options)
    {
        if (!options.Dashboard)
            return;
        builder.Services.AddSingleton<DashboardDoor>();
        builder.Host.UseOrleans(silo => silo.AddDashboard(dashboard => dashboard.HideTrace = true));
    }

    public static void MapDashboard(this WebApplication app, ServerOptions options)
    {
        if (options.Dashboard)
            app.MapOrleansDashboard(Route).AddEndpointFilter(app.Services.GetRequiredService<DashboardDoor>());
    }
}
