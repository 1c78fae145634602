using RmsActors.Testing;

namespace RmsActors.Kubernetes.Tests.Formation;

/// <summary>However the pods come and go, they end in one cluster; and where static seeds alone cannot see to that, the second one takes up no work.</summary>
[Collection(nameof(Alone))]
public class FormationTests(FormedPods formed) : IClassFixture<FormedPods>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public Task The_first_seed_that_crashes_and_starts_again_joins_the_others() => formed.InOneClusterAsync(async pods =>
    {
        await pods.All[0].KillAsync();
        pods.All[0].Start();
    });

    [SkippableFact]
    public Task So_does_one_that_is_replaced_as_an_upgrade_does() => formed.InOneClusterAsync(async pods =>
    {
        await pods.All[0].TerminateAsync();
        pods.All[0].Start();
    });

    [SkippableFact]
    public Task Scaled_to_zero_and_back_they_are_one_again() => formed.InOneClusterAsync(async pods =>
    {
        await Task.WhenAll(pods.All.Select(pod => pod.TerminateAsync()));
        FormedPods.StartAll(pods.All);
    });

    [SkippableFact]
    public Task All_of_them_crashing_at_once_and_the_first_seed_coming_back_last_they_are_one_again() => formed.InOneClusterAsync(async pods =>
    {
        await Task.WhenAll(pods.All.Select(pod => pod.KillAsync()));
        FormedPods.StartAll(pods.All.Reverse());
    });

    /// <summary>The case that k8s/README.md describes under "One cluster, not two", with what to do.</summary>
    [SkippableFact]
    public Task A_first_seed_that_starts_while_it_is_cut_off_founds_a_cluster_that_does_nothing_until_it_is_started_anew() => formed.InOneClusterAsync(async pods =>
    {
        var (first, others) = (pods.All[0], pods.All.Skip(1).ToList());

        // From the other nodes alone: it still reaches Kafka, and the kubelet it.
        others.ForEach(other => first.Host.LoseWhatGoesTo(other.Host));
        await first.KillAsync();
        first.Start();
        await Eventually.TrueAsync(async () => (await first.MembersAsync()).SequenceEqual(["rms-0 Joining"]), "it has founded a cluster of its own", s_patience);
        await FormedPods.WorkTogetherAsync(others);

        // The network is back, and the two stay two, over many rounds of gossip: the alert RmsClusterSplit sees it, and the probes.
        others.ForEach(other => first.Host.FindTheWayTo(other.Host));
        for (var second = 0; second < 8; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            (await first.CountedMembersAsync()).ShouldBe(1);
            (await others[0].CountedMembersAsync()).ShouldBe(2);
            (await first.IsReadyAsync()).ShouldBeFalse();
            (await first.MembersAsync()).ShouldBe(["rms-0 Joining"]);
        }

        // What its start-up probe does after five minutes, or "kubectl delete pod rms-0" at once.
        await first.TerminateAsync();
        first.Start();
    });
}
