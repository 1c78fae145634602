using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding.External;
using Microsoft.Extensions.Logging;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Placement;

/// <summary>
/// Tells the shards' coordinator that this node reads certain partitions: at once when they are assigned, and again every few
/// seconds, since an announcement that has not spread is lost with its node, and one that came late may name another.
/// </summary>
/// <param name="system">The node's actor system.</param>
/// <param name="partitions">The partitions that this node reads now; none while it has no share.</param>
public sealed class ShardAnnouncer(ActorSystem system, Func<IReadOnlyCollection<int>> partitions, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Address _self = Cluster.Get(system).SelfAddress;
    private readonly IExternalShardAllocationClient _shards = ExternalShardAllocation.Get(system).ClientFor(PaymentShard.RegionName);
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Announces now, and not only after the interval. Any thread.</summary>
    public void Announce() => _changed.Release();

    /// <summary>Announces until <paramref name="cancel"/>.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var here = partitions().ToImmutableDictionary(partition => partition.ToString(CultureInfo.InvariantCulture), _ => _self);
            try
            {
                if (here.Count > 0)
                {
                    await _shards.UpdateShardLocations(here).WaitAsync(cancel);
                }
            }
            catch (Exception unanswered) when (unanswered is ClientTimeoutException or AskTimeoutException)
            {
                logger.LogWarning("It could not be announced where {Shards} shards belong ({Reason}); tried again in {Interval}", here.Count, unanswered.Message, Interval);
            }

            await NextAsync(cancel);
        }
    }

    private async Task NextAsync(CancellationToken cancel)
    {
        using var interval = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var either = await Task.WhenAny(_changed.WaitAsync(interval.Token), Task.Delay(Interval, time, interval.Token));
        await interval.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        await either;
    }
}
