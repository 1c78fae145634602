using System.Data.Common;
using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using Akka.Remote.Hosting;
using Akka.Remote.Transport.DotNetty;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RmsActors.Hosting;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Kyc;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Placement;
using RmsActors.Rms.Quarantine;
using RmsActors.Rms.ReferenceData;
using RmsActors.Rms.Streams;
using RmsActors.Rms.Telemetry;

namespace RmsActors.Rms.Hosting;

/// <summary>An RMS node: the stores, the actor system with its shard region, the streams.</summary>
public static class RmsNodeHostingExtensions
{
    /// <summary>The cluster's name, in every node's address.</summary>
    public const string ClusterName = "rms";

    // What the phases of the shutdown may take besides the drain, and a little more.
    private static readonly TimeSpan ShutdownBesidesDrain = TimeSpan.FromSeconds(75);

    /// <summary>Adds the node to a role's host.</summary>
    /// <exception cref="OptionsException">A setting cannot be used.</exception>
    public static WebApplicationBuilder AddRmsNode(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var rms = services.AddValidatedOptions<RmsOptions>(builder.Configuration, RmsOptions.Section);
        var scoring = services.AddValidatedOptions<ScoringOptions>(builder.Configuration, ScoringOptions.Section);
        var cluster = services.AddValidatedOptions<ClusterOptions>(builder.Configuration, ClusterOptions.Section);
        ListeningPort.EnsureFree($"{ClusterOptions.Section}:{nameof(ClusterOptions.Port)} (--port)", new IPEndPoint(IPAddress.Parse(cluster.BindAddress), cluster.Port));
        var tls = cluster.UsesTls ? RemotingTls.SetupOf(cluster, TimeProvider.System) : null;
        var journal = services.AddValidatedOptions<JournalOptions>(builder.Configuration, JournalOptions.Section);
        var store = ValidatedOptions.Read<StoreOptions>(builder.Configuration, StoreOptions.Section);
        var databases = new NodeDatabases(Database.Of(store, "journal"), Database.Of(store, "rms"));

        services.Configure<HostOptions>(host => host.ShutdownTimeout = rms.DrainTimeout + ShutdownBesidesDrain);
        services.AddSingleton(_ => databases);
        services.AddSingleton(provider => new ReferenceDataStore(provider.GetRequiredService<NodeDatabases>().Rms));
        services.AddSingleton<CurrentRules>();
        services.AddSingleton(provider => new ReplyIntakeGate(rms.Placement, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new QuarantineStore(provider.GetRequiredService<NodeDatabases>().Rms, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<QuarantinedPayments>();
        // Asked for only once a payment's recovery has failed: the actor system runs then.
        services.AddSingleton<JournalAnswers>(provider => cancel => JournalHealth.AnswersAsync(provider.GetRequiredService<ActorSystem>(), cancel));
        services.AddSingleton<UnrecoverablePayments>();
        services.AddSingleton<NodeTelemetry>();
        services.AddSingleton<NodeKafka>();
        services.AddSingleton<NodeStreams>();

        // In this order at the start, and in the opposite one at the end.
        builder.AddInspection();
        services.AddHostedService<NodeStores>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeKafka>());
        services.AddAkka(ClusterName, (akka, provider) => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory())
            .AddHocon(NodeConfiguration.Serialization, HoconAddMode.Prepend)
            .AddHocon(NodeConfiguration.Journal(databases.Journal, journal, rms), HoconAddMode.Prepend)
            .WithJournalConnections(databases.Journal)
            .AddHocon(NodeConfiguration.Cluster(rms, cluster), HoconAddMode.Prepend)
            .WithTls(tls)
            .WithRemoting(new RemoteOptions { HostName = cluster.BindAddress, PublicHostName = cluster.Hostname, Port = cluster.Port })
            .WithClustering()
            .WithPaymentRegion(provider, scoring, rms)
            .WithReadinessChecks()
            .WithInspection(provider, rms)
            .WithDrainedShutdown(provider)
            .JoinAloneIfUnseeded(cluster));
        services.AddHostedService<ReferenceDataReload>();
        services.AddHostedService<QuarantineReload>();
        services.AddHostedService<ClusterGauges>();
        services.AddHostedService(provider => provider.GetRequiredService<UnrecoverablePayments>());
        services.AddHostedService(provider => provider.GetRequiredService<NodeStreams>());
        return builder;
    }

    private static AkkaConfigurationBuilder WithJournalConnections(this AkkaConfigurationBuilder akka, Database journal)
    {
        if (journal.Kind == DatabaseKind.Sqlite)
        {
            akka.AddSetup(new DataOptionsSetup(new DataOptions().UseConnectionString(ProviderName.SQLiteMS, journal.ConnectionString).UseInterceptor(new SqliteConnections())));
        }

        return akka;
    }

    private static AkkaConfigurationBuilder WithTls(this AkkaConfigurationBuilder akka, DotNettySslSetup? tls)
    {
        if (tls is not null)
        {
            akka.AddHocon(RemotingTls.Enabled, HoconAddMode.Prepend).AddSetup(tls);
        }

        return akka;
    }

    private static AkkaConfigurationBuilder WithPaymentRegion(
        this AkkaConfigurationBuilder akka, IServiceProvider provider, ScoringOptions scoring, RmsOptions rms)
    {
        var rules = provider.GetRequiredService<CurrentRules>();
        var gate = provider.GetRequiredService<ReplyIntakeGate>();
        var kafka = provider.GetRequiredService<NodeKafka>();
        var shards = new PaymentShard(rms.Partitions);
        var counters = provider.GetRequiredService<Counters>();
        var requests = new KycRequests(() => kafka.Producer, counters);
        var telemetry = provider.GetRequiredService<NodeTelemetry>();
        var context = new PaymentActorContext(
            () => rules.Decider,
            new KycPatience(scoring.KycRetryInterval, scoring.KycGrace),
            paymentId => gate.ResumedAt(shards.PartitionOf(paymentId)),
            requests.Send,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<UnrecoverablePayments>().Report,
            here => counters.Add(here ? "detailsOnOwner" : "detailsForwarded"),
            telemetry,
            new KycPace(),
            () => telemetry.Live < rms.MaxUndecided / 2);
        return akka.AddHocon(ClusterSharding.DefaultConfig(), HoconAddMode.Append).StartActors(async (system, registry) =>
        {
            var sharding = ClusterSharding.Get(system);
            var settings = ClusterShardingSettings.Create(system).WithRole(PaymentShard.Role);
            IShardAllocationStrategy placement = rms.Placement == ShardPlacement.Aligned ? new AlignedAllocation(system) : sharding.DefaultShardAllocationStrategy(settings);
            registry.Register<PaymentShard>(await sharding.StartAsync(
                PaymentShard.RegionName, paymentId => PaymentActor.PropsFor(paymentId, context), settings, shards, placement, StopPayment.Instance));
        });
    }

    // Not when the process ends for want of something that it cannot do without: nothing would finish.
    // Details stop, what is in flight finishes or is released, offsets are stored, and only then do shards move and the node leave.
    private static AkkaConfigurationBuilder WithDrainedShutdown(this AkkaConfigurationBuilder akka, IServiceProvider provider) => akka.AddStartup((system, _) =>
    {
        var shutdown = CoordinatedShutdown.Get(system);
        var streams = provider.GetRequiredService<NodeStreams>();
        var fate = provider.GetRequiredService<ProcessFate>();
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "name the cause", () =>
        {
            if (Downed())
            {
                fate.End("this node was removed from the cluster");
            }

            return Task.CompletedTask;
        });
        Add(CoordinatedShutdown.PhaseServiceUnbind, "stop the intake", streams.StopIntakeAsync);
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "drain", () => Downed() || fate.Cause is not null ? Task.CompletedTask : streams.DrainAsync());
        Add(CoordinatedShutdown.PhaseServiceStop, "leave the consumer group", streams.LeaveGroupAsync);

        bool Downed() => shutdown.ShutdownReason is CoordinatedShutdown.ClusterDowningReason;

        void Add(string phase, string task, Func<Task> run) => shutdown.AddTask(phase, task, async () =>
        {
            await run();
            return Akka.Done.Instance;
        });
    });

    private static AkkaConfigurationBuilder JoinAloneIfUnseeded(this AkkaConfigurationBuilder akka, ClusterOptions options) => akka.AddStartup((system, _) =>
    {
        if (options.SeedNodes.Length == 0)
        {
            var cluster = Cluster.Get(system);
            cluster.Join(cluster.SelfAddress);
        }
    });

    private sealed class SqliteConnections : ConnectionInterceptor
    {
        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => SqlitePatience.Apply(connection);

        public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            SqlitePatience.Apply(connection);
            return Task.CompletedTask;
        }
    }
}
