using System.Net;
using System.Net.Sockets;
using AccessGovernance.AccessHistory;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Directory;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.Grains;
using AccessGovernance.Grains.State;
using AccessGovernance.PersonalData;
using AccessGovernance.Reports;
using AccessGovernance.Reports.Tables;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Clusters;
using AccessGovernance.Server.EventStoreFace;
using AccessGovernance.Server.Processes;
using AccessGovernance.Server.Quick;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Messages;
using AccessGovernance.Server.Reviews.Populations;
using AccessGovernance.Server.Reviews.Running;
using AccessGovernance.Server.Services;
using AccessGovernance.Server.Services.Analysis;
using AccessGovernance.Server.Services.Campaigns;
using AccessGovernance.Server.Services.Reviewing;
using AccessGovernance.Server.Telemetry;
using AccessGovernance.Server.Wire;
using Grpc.AspNetCore.Server.Model;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace AccessGovernance.Server.Hosting;

/// <summary>Which parts there are, and what each is given.</summary>
internal static class Composition
{
    private const string CacheStorage = "cache";

    public static void AddStores(this IServiceCollection services, DataDirectory data, ServerOptions options, ClusterSettings? cluster)
    {
        var time = options.ClockOffsetMs == 0 ? TimeProvider.System : new OffsetClock(TimeSpan.FromMilliseconds(options.ClockOffsetMs));
        services.AddSingleton(data).AddSingleton(options).AddSingleton(time);
        services.AddSingleton(cluster is null ? ActiveLevel.Own : new ActiveLevel(EventCatalogue.Base));
        // Made by factories, so that the container disposes of them when the host stops.
        KeyStore keys;
        if (options.EventStore is { } store)
        {
            if (cluster is not null)
                data.Hold();
            (var log, keys) = cluster is null
                ? EventStoreHistory.Open(store, options, data, time)
                : EventStoreHistory.Open(store, options, data, time, history => ClusterKeys.Open(cluster, history, time));
            services.AddSingleton(_ => log).AddSingleton<IEventLog>(s => s.GetRequiredService<EventStoreEventLog>());
        }
        else
        {
            (var log, keys) = data.OpenStores(time);
            services.AddSingleton(_ => log).AddSingleton<IEventLog>(s => s.GetRequiredService<SqliteEventLog>());
        }
        services.AddSingleton(_ => keys).AddSingleton<PersonalDataSealer>().AddSingleton<Fingerprints>().AddSingleton<EventCodec>();
    }

    public static void AddSilo(this IHostBuilder host, string stateConnection) => host.UseOrleans(silo =>
    {
        // One silo: nothing connects to these ports.
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
        // There is nobody else to evict; and with a clock that is ahead, this one would seem to have been joining for days.
        silo.Configure<ClusterMembershipOptions>(o => o.EvictWhenMaxJoinAttemptTimeExceeded = false);
        // Lost when the process ends: at its start every campaign is looked at.
        silo.UseInMemoryReminderService();
        silo.AddAdoNetGrainStorage(CacheStorage, o => (o.Invariant, o.ConnectionString) = (StateSchema.Invariant, stateConnection));
        silo.AddGrains();
    });

    public static void AddSilo(this IHostBuilder host, ClusterSettings cluster) => host.UseOrleans(silo =>
    {
        silo.Join(cluster, CacheStorage);
        silo.Configure<SiloOptions>(o => o.SiloName = CatalogueLevels.NewName());
        silo.AddGrains();
    });

    private static void AddGrains(this ISiloBuilder silo)
    {
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(10));
        silo.Services.AddSerializer(s => s.AddDomainTypes());
        silo.Services.AddSingleton<AggregateCache>(s =>
            new(s.GetRequiredKeyedService<IGrainStorage>(CacheStorage), s.GetRequiredService<ILogger<AggregateCache>>()));
        silo.Services.AddSingleton<GrainServices>();
        // Where it was asked for: of several silos, one that must not write would else be given grains because it has nothing to do.
        silo.Services.AddSingleton<PlacementStrategy, PreferLocalPlacement>();
    }

    public static void AddReadModels(this IServiceCollection services, DataDirectory data)
    {
        services.AddSingleton(new IndexCheckpoint(data.AccessIndex));
        // Before anybody asks: the host listens once everything that it needs is made.
        services.AddSingleton(s => Task.Run(() =>
            s.GetRequiredService<IndexCheckpoint>().LoadOrNew(s.GetRequiredService<IEventLog>(), CancellationToken.None)).GetAwaiter().GetResult());
        services.AddSingleton<HistoryReader>();
        services.AddSingleton(s => new Projector(s.GetRequiredService<IEventLog>(), EventCodec.DecodeAccess, s.GetRequiredService<HistoryIndex>())
        {
            Checkpoint = s.GetRequiredService<IndexCheckpoint>(),
        });
        services.AddSingleton<DirectoryReader>().AddSingleton<DirectoryProjector>();
        services.AddSingleton<ReviewReader>().AddSingleton<ReviewProjector>();
        services.AddSingleton<LogFollower>(s => s.GetRequiredService<DirectoryProjector>());
        services.AddSingleton<LogFollower>(s => s.GetRequiredService<ReviewProjector>());
        services.AddHostedService<ReadModels>();
        services.AddSingleton<Erasure>().AddHostedService<Forgetting>();
        services.AddHostedService<SeatSettlement>();
    }

    public static void AddReviews(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<PopulationFinder>().AddSingleton<ReviewerSourcesFinder>();
        services.AddSingleton<CampaignCommands>().AddSingleton<RecurringLaunch>().AddSingleton<StepFailures>();
        services.AddSingleton<StepNotes>().AddSingleton<CampaignErrors>();
        services.AddSingleton<LaunchStep>().AddSingleton<StageStep>().AddSingleton<RemediationStep>().AddSingleton<Presences>();
        services.AddSingleton<Substitutes>().AddSingleton<Proofs>().AddSingleton<ItemFinding>().AddSingleton<Removals>();
        services.AddSingleton<CampaignClocks>().AddSingleton<CaseTallies>().AddSingleton<LapsedExceptions>();
        services.AddSingleton<Notices>().AddSingleton<RemediationNotices>().AddSingleton<DuringReview>().AddSingleton<AfterReview>();
        services.AddMessages(MessageSettings.Of(options));
        services.AddSingleton<CampaignReports>().AddSingleton<TableReports>().AddSingleton<CampaignSteps>().AddHostedService<CampaignWatch>();
    }

    private static void AddMessages(this IServiceCollection services, MessageSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<MessageQueue>().AddSingleton<Recipients>().AddSingleton<DeliveryRound>();
        if (settings.Console)
            services.AddSingleton<IMessageSender, ConsoleSender>();
        if (settings.Mail is { } mail)
            services.AddSingleton<IMessageSender>(s => new MailSender(mail, s.GetRequiredService<TimeProvider>()));
        if (settings.Webhook is { } target)
            services.AddSingleton<IMessageSender>(s => new WebhookSender(target, s.GetRequiredService<TimeProvider>()));
    }

    public static void AddCallers(this IServiceCollection services, DataDirectory data, ServerOptions options, ClusterSettings? cluster)
    {
        // Read before the host starts: what is wrong with it is said as plainly as of the other files.
        var key = cluster is null ? SecretFiles.SigningKey(data.SigningKey, makes: true) : ClusterKeys.SigningKey(cluster);
        services.AddSingleton(s => new BearerTokens(
            key, s.GetRequiredService<IEventLog>().StoreId, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new DenialAudit(data.Denials, s.GetRequiredService<TimeProvider>()));
        services.AddHostedService(s => s.GetRequiredService<DenialAudit>());
        if (cluster is not null)
        {
            services.AddSingleton(new ClusterDatabase(cluster.Postgres)).AddHostedService<CatalogueLevels>();
            services.AddHostedService<OtherSilos>();
            services.AddSingleton(cluster).AddSingleton<DatabasePulse>().AddHostedService(s => s.GetRequiredService<DatabasePulse>());
            services.AddHealthChecks().AddCheck<DatabasePulse>("postgres");
        }
        services.AddHostedService<AdministratorToken>();
        services.AddSingleton(s => new CallerRates(options, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PasswordTokens>();
        services.AddSingleton<ErrorMapper>().AddSingleton<CallerInterceptor>().AddSingleton<HeadInterceptor>().AddSingleton<CallTelemetry>();
    }

    public static void AddApi(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<NodeClock>().AddSingleton<PresentHead>().AddSingleton<PositionTokens>().AddSingleton<Pages>().AddSingleton<AnswerRoom>();
        services.AddSingleton<Integrity>().AddSingleton<GrainFinder>().AddSingleton<EntitlementLookup>();
        services.AddSingleton<Callers>().AddSingleton<Commands>();
        services.AddSingleton<HistoryWatches>().AddSingleton<Snapshots>().AddSingleton<SnapshotProofs>().AddSingleton<SnapshotServiceV1>();
        services.AddSingleton<DirectoryQuestions>().AddSingleton<HistoryQuestions>().AddSingleton<NamedThings>().AddSingleton<OwnHoldings>();
        services.AddSingleton<IdentityServiceV1>().AddSingleton<EntitlementServiceV1>().AddSingleton<ProvisioningServiceV1>();
        services.AddSingleton<ConditionServiceV1>();
        services.AddSingleton<ObservedRows>().AddSingleton<ObservedLogins>().AddSingleton<AccountLogins>();
        services.AddSingleton<ObservedAnswers>().AddSingleton<ObservationServiceV1>();
        services.AddSingleton<ReviewQuestions>().AddSingleton<CampaignScopes>().AddSingleton<CampaignRun>().AddSingleton<CampaignLaunches>();
        services.AddSingleton<CaseExceptions>();
        services.AddSingleton<AnswerPages>().AddSingleton<ReportFiles>().AddSingleton<CampaignReporting>().AddSingleton<TableReporting>();
        services.AddSingleton<Reporting>();
        services.AddSingleton<ItemCommands>().AddSingleton<WorkItems>().AddSingleton<BulkDecisions>();
        services.AddSingleton<ItemHistories>().AddSingleton<EarlierReviews>().AddSingleton<ItemContexts>();
        services.AddSingleton<CampaignServiceV1>().AddSingleton<ReviewServiceV1>();
        services.AddSingleton<AnalysisQuestions>().AddSingleton<AnalysisServiceV1>();
        services.AddSingleton<HistoryImportServiceV1>().AddSingleton<AccessHistoryServiceV1>().AddSingleton<TokenServiceV1>();
        services.AddSingleton<IServiceMethodProvider<AccessHistoryServiceV1>, EncodedMethods>();
        services.AddSingleton<IServiceMethodProvider<SnapshotServiceV1>, EncodedMethods>();
        services.AddSingleton<MalformedMessages>().AddSingleton<QuickChecks>().AddSingleton<QuickCalls>();
        services.AddGrpc(grpc =>
        {
            (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (options.MaxMessageBytes, options.MaxMessageBytes);
            grpc.Interceptors.Add<CallTelemetry>();
            grpc.Interceptors.Add<CallerInterceptor>();
            if (options.EventStore is not null)
                grpc.Interceptors.Add<HeadInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks().AddCheck<Health>("accessgovernance");
        services.AddSingleton<ReadinessProbe>();
    }

    /// <summary>Last, so that it starts after whatever its callers are checked against.</summary>
    public static void AddEventStoreFace(this IServiceCollection services, FaceOptions face)
    {
        services.AddSingleton(face).AddSingleton<TokenDoor>();
        services.AddHostedService<FaceProcess>();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
