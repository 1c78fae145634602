using System.Threading.Channels;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace RmsActors.Rms.Inspection;

/// <summary>What happens in the cluster, as this node hears of it.</summary>
internal sealed class ClusterEventEndpoint(ClusterInspection cluster, TimeProvider time)
{
    private const int MaxWaiting = 1_000;
    private readonly LiveLines _lines = new();

    public void Map(WebApplication app) => app.MapGet(ManagementPaths.ClusterEvents, context => FollowAsync(context, app.Lifetime.ApplicationStopping));

    private async Task FollowAsync(HttpContext context, CancellationToken stopping)
    {
        ActorSystem system;
        try
        {
            system = cluster.Running().System;
        }
        catch (NotRunningException starting)
        {
            await InspectionEndpoints.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, starting.Message);
            return;
        }

        var happened = Channel.CreateBounded<ClusterEventView>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        var listener = system.ActorOf(Props.Create(() => new ClusterEvents(happened.Writer, time)));
        try
        {
            await _lines.SendAsync(context, [], happened.Reader, stopping);
        }
        finally
        {
            system.Stop(listener);
        }
    }
}
