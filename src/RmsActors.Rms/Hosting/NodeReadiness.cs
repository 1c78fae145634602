using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Hosting;

/// <summary>
/// What a node needs to take payments, looked at whenever somebody asks: besides its streams, which say so themselves, membership, region
/// and journal.
/// </summary>
internal static class NodeReadiness
{
    private static readonly string[] s_tags = [RoleHostEndpoints.ReadyTag];

    // Recoveries queue where many payments come back at once.
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(4);

    public static AkkaConfigurationBuilder WithReadinessChecks(this AkkaConfigurationBuilder akka) => akka
        .WithAkkaClusterReadinessCheck(tags: s_tags)
        .WithHealthCheck("payment region", (_, actors, _) => Task.FromResult(Result(actors.TryGet<PaymentShard>(out var region) && !region.IsNobody())), tags: s_tags)
        .WithHealthCheck("journal", async (system, _, cancel) => Result(await JournalAnswersAsync(system, cancel)), tags: s_tags);

    private static HealthCheckResult Result(bool healthy) => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();

    private static async Task<bool> JournalAnswersAsync(ActorSystem system, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(JournalPatience);
        try
        {
            return await JournalHealth.AnswersAsync(system, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
