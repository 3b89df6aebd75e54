using System.Net;
using Orleans.Configuration;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// How a silo finds the others, through PostgreSQL, and how soon one that is silent counts as dead. The numbers are chosen and explained in
/// decision 16.
/// </summary>
internal static class ClusterSilo
{
    /// <summary>By which Orleans knows the provider.</summary>
    private const string Invariant = "Npgsql";

    private const int MissedProbes = 3;
    private const int Votes = 2;

    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaysAliveEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadsMembersEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefunctAfter = TimeSpan.FromDays(1);

    public static void Join(this ISiloBuilder silo, ClusterSettings cluster, string cacheStorage)
    {
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.Id, cluster.Id));
        silo.Configure<EndpointOptions>(o =>
        {
            (o.AdvertisedIPAddress, o.SiloPort, o.GatewayPort) = (cluster.Address, cluster.SiloPort, cluster.GatewayPort);
            o.SiloListeningEndpoint = new IPEndPoint(cluster.Address, cluster.SiloPort);
            if (cluster.GatewayPort > 0)
                o.GatewayListeningEndpoint = new IPEndPoint(cluster.Address, cluster.GatewayPort);
        });
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, cluster.Postgres.Text));
        silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (Invariant, cluster.Postgres.Text));
        silo.AddAdoNetGrainStorage(cacheStorage, o => (o.Invariant, o.ConnectionString) = (Invariant, cluster.Postgres.Text));
        silo.Configure<ClusterMembershipOptions>(Watch);
        silo.Configure<ConnectionOptions>(o => o.OpenConnectionTimeout = Connecting);
        if (cluster.Tls is { } tls)
            silo.Secure(tls);
        silo.AddOutgoingGrainCallFilter<LostSilos>();
        silo.AddOutgoingGrainCallFilter<SeenHere>();
    }

    private static void Secure(this ISiloBuilder silo, SiloTlsSettings tls)
    {
        silo.Services.AddSingleton(tls).AddSingleton<SiloTlsTrust>().AddSingleton<SiloTlsRefusals>().AddSingleton<SiloTls>();
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<SiloTls>(static (connections, secured) =>
        {
            connections.ConfigureSiloInboundConnection(c => c.Use(secured.Accepting));
            connections.ConfigureGatewayInboundConnection(c => c.Use(secured.Accepting));
            connections.ConfigureSiloOutboundConnection(c => c.Use(secured.Connecting));
        });
    }

    private static void Watch(ClusterMembershipOptions membership)
    {
        (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (ProbeEvery, MissedProbes);
        // Fixed: Orleans would otherwise shorten or lengthen it by what it measures.
        (membership.MinProbeTimeout, membership.MaxProbeTimeout) = (ProbeEvery, ProbeEvery);
        membership.NumVotesForDeathDeclaration = Votes;
        (membership.IAmAliveTablePublishTimeout, membership.TableRefreshTimeout) = (SaysAliveEvery, ReadsMembersEvery);
        membership.DefunctSiloExpiration = DefunctAfter;
    }
}
