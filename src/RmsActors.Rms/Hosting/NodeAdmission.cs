using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Hosting;

/// <summary>When a node may read its first payment: it is a member, the shards' coordinator knows its region, and the journal answers.</summary>
internal sealed class NodeAdmission(ActorSystem system, IRequiredActor<PaymentShard> shards, ILogger logger)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CoordinatorPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenJournalLooks = TimeSpan.FromSeconds(1);

    /// <summary>Ends when it may, with the region to ask.</summary>
    public async Task<IActorRef> RegionAsync(CancellationToken cancel)
    {
        var region = JoinAsync(cancel);
        await Task.WhenAll(region, JournalAnswersAsync(cancel));
        return await region;
    }

    private async Task<IActorRef> JoinAsync(CancellationToken cancel)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cluster.Get(system).RegisterOnMemberUp(() => up.TrySetResult());
        await up.Task.WaitAsync(cancel);
        logger.LogInformation("This node is a member of the cluster");
        var region = await shards.GetAsync(cancel);
        await RegisteredAsync(region, cancel);
        logger.LogInformation("The shards' coordinator knows this node");
        return region;
    }

    // Until the coordinator knows this node's region, what is asked of it only waits.
    private async Task RegisteredAsync(IActorRef region, CancellationToken cancel)
    {
        var self = Cluster.Get(system).SelfAddress;
        using var look = new PeriodicTimer(BetweenLooks);
        while (true)
        {
            try
            {
                var regions = await region.Ask<CurrentRegions>(GetCurrentRegions.Instance, CoordinatorPatience, cancel);
                if (regions.Regions.Contains(self))
                {
                    return;
                }
            }
            catch (AskTimeoutException)
            {
                // The coordinator is being started, or moves.
            }

            await look.WaitForNextTickAsync(cancel);
        }
    }

    private async Task JournalAnswersAsync(CancellationToken cancel)
    {
        using var look = new PeriodicTimer(BetweenJournalLooks);
        while (!await JournalHealth.AnswersAsync(system, cancel))
        {
            await look.WaitForNextTickAsync(cancel);
        }

        logger.LogInformation("The journal answers");
    }
}
