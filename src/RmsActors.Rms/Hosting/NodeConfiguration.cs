using System.Globalization;
using Akka.Configuration;
using LinqToDB;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Journal;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Placement;

namespace RmsActors.Rms.Hosting;

/// <summary>What of the actor system's configuration has no typed options of its own.</summary>
public static class NodeConfiguration
{
    /// <summary>The journal plugin: <see cref="PaymentJournal"/>. There is one; the name is Akka.Persistence.Sql's own.</summary>
    public static Config Journal(Database database, JournalOptions options, RmsOptions rms) => Parse(
        $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              class = "{{typeof(PaymentJournal).FullName}}, {{typeof(PaymentJournal).Assembly.GetName().Name}}"
              connection-string = {{Quoted(JournalConnection.StringOf(database, options.CallTimeout))}}
              provider-name = "{{(database.Kind == DatabaseKind.Sqlite ? ProviderName.SQLiteMS : ProviderName.PostgreSQL15)}}"
              auto-initialize = false
              tag-write-mode = Csv
              delete-compatibility-mode = false
              use-clone-connection = false
              batch-size = {{options.BatchSize}}
              # SQLite has one writer; more would only wait for each other.
              parallelism = {{(database.Kind == DatabaseKind.Sqlite ? 1 : options.Parallelism)}}
              buffer-size = {{Math.Max(5_000, 4 * rms.MaxUndecided)}}
              circuit-breaker {
                max-failures = {{options.MaxFailures}}
                call-timeout = {{Milliseconds(options.CallTimeout)}}
                reset-timeout = {{Milliseconds(options.ResetTimeout)}}
              }
              # The writer id belongs to the journal instance: a payment written by nodes A, B and A again looks like two writers to
              # the filter, which would drop or refuse good events. The unique key is the fence.
              replay-filter.mode = off
            }
          }
          snapshot-store.plugin = "akka.persistence.no-snapshot-store"
          max-concurrent-recoveries = {{options.MaxConcurrentRecoveries}}
        }
        """);

    /// <summary>Cluster, sharding, remoting, shutdown.</summary>
    public static Config Cluster(RmsOptions rms, ClusterOptions cluster) => Parse(
        $$"""
        akka {
          # Standard output is for the ready line alone, also while the loggers are not there yet or not any more.
          stdout-loglevel = OFF
          stdout-logger-class = {{Quoted(SilentLogger.ClassName)}}
          # Akka.Hosting and the host decide when the process ends.
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
            phases {
              service-unbind.timeout = 10s
              service-requests-done.timeout = {{Milliseconds(rms.DrainTimeout + TimeSpan.FromSeconds(5))}}
              service-stop.timeout = 20s
              cluster-sharding-shutdown-region.timeout = 15s
              # When all nodes leave at once, there is nobody to confirm the last one's exit.
              cluster-exiting.timeout = 4s
            }
          }
          cluster {
            sharding {
              state-store-mode = ddata
              remember-entities = off
              # Where shards live is kept by most of the nodes. By default it is by all of up to five: no shard gets a home then, and nobody is told of one, until a node that is gone
              # has been removed. Were something forgotten as several come and go at once, a shard would have two homes for a while, for which the journal's unique key is the fence.
              coordinator-state.write-majority-plus = 0
              coordinator-state.read-majority-plus = 0
              distributed-data.majority-min-cap = 1
              distributed-data.durable.keys = []
              # A payment that waits for KYC gets no messages, and is not idle.
              passivate-idle-entity-after = off
              # What is asked while a shard has no home waits here; it must hold all that may be in flight.
              buffer-size = {{Math.Max(100_000, 4 * (rms.MaxUndecided + rms.MaxRepliesUnderWay))}}
              retry-interval = 1s
              # How soon a shard follows its partition; balancing by number need not hurry.
              rebalance-interval = {{(rms.Placement == ShardPlacement.Aligned ? "1s" : "10s")}}
              # A payment that is still being recovered then is stopped all the same: its next owner recovers it as well.
              handoff-timeout = 10s
              # Who looks at the shards is told soon which of them do not answer.
              shard-region-query-timeout = 1s
            }
            # Spreads where the shards belong.
            distributed-data {
              gossip-interval = 500ms
              notify-subscribers-interval = 250ms
            }
            seed-nodes = [{{string.Join(", ", cluster.SeedNodes.Select(node => Quoted($"{(cluster.UsesTls ? "akka.ssl.tcp" : "akka.tcp")}://{RmsNodeHostingExtensions.ClusterName}@{node}")))}}]
            seed-node-timeout = {{Milliseconds(cluster.SeedNodeTimeout)}}
            # A node that was killed and is back under its address is let in only once its predecessor is removed, and asks again after this long.
            retry-unsuccessful-join-after = 2s
            # Shards and their coordinator need not wait for the other side of a partition to have stopped: the journal's unique key
            # is the fence. Otherwise they would wait for another stable-after.
            down-removal-margin = 500ms
            # A node that joins waits for both, and so does the removal of one that is gone.
            gossip-interval = 250ms
            leader-actions-interval = 250ms
            min-nr-of-members = {{cluster.MinMembers}}
            roles = ["{{PaymentShard.Role}}"]
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-majority
              stable-after = {{Milliseconds(cluster.StableAfter)}}
              # Nodes that cannot agree for long are all restarted by whoever supervises them.
              down-all-when-unstable = on
            }
          }
          # Small messages that somebody waits for: nothing is gained by collecting them.
          remote.dot-netty.tcp.batching.enabled = false
          # An idle node wakes up for each tick, and with the default of 10 ms spends a quarter of its time on that; nothing here is timed more finely.
          scheduler.tick-duration = 50ms
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }
        """);

    /// <summary>Types have explicit serializers, and what writes .NET type names, and makes objects of them, is gone.</summary>
    public static Config Serialization { get; } = Parse(
        $$"""
        akka.actor {
          serializers {
            json = "RmsActors.Rms.Serialization.RefusingSerializer, RmsActors.Rms"
            daemon-create = "RmsActors.Rms.Serialization.RefusingDeployment, RmsActors.Rms"
            akka-misc = "RmsActors.Rms.Serialization.MiscMessagesWithoutFailures, RmsActors.Rms"
            akka-system-msg = "RmsActors.Rms.Serialization.SystemMessagesWithoutFailures, RmsActors.Rms"
            payments = "RmsActors.Rms.Serialization.PaymentSerializer, RmsActors.Rms"
            inspection = "RmsActors.Rms.Inspection.InspectionSerializer, RmsActors.Rms"
          }
          serialization-bindings {
            {{string.Join("\n    ", Rms.Serialization.PaymentSerializer.Types.Select(type => $"\"{type.FullName}, {type.Assembly.GetName().Name}\" = payments"))}}
            {{string.Join("\n    ", Inspection.InspectionSerializer.Types.Select(type => $"\"{type.FullName}, {type.Assembly.GetName().Name}\" = inspection"))}}
          }
        }
        """);

    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);

    private static string Milliseconds(TimeSpan duration) => duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + "ms";

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
