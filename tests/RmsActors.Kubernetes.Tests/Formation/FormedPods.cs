using RmsActors.Testing;

namespace RmsActors.Kubernetes.Tests.Formation;

/// <summary>The pods, which one test leaves to the next as it found them: ready, and in one cluster.</summary>
public sealed class FormedPods : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private NodePods? _left;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_left is not null)
        {
            await _left.DisposeAsync();
        }
    }

    /// <summary>Runs a test on pods that are one cluster, and looks that they end as one. Skips it where there can be none.</summary>
    internal async Task InOneClusterAsync(Func<NodePods, Task> test)
    {
        var pods = _left ?? NodePods.Create();
        try
        {
            if (_left is null)
            {
                StartAll(pods.All);
                await AreOneAsync(pods);
            }

            _left = null;
            await test(pods);
            await AreOneAsync(pods);
        }
        catch
        {
            await pods.DisposeAsync();
            throw;
        }

        _left = pods;
    }

    /// <summary>All at once, in this order.</summary>
    internal static void StartAll(IEnumerable<NodePod> pods)
    {
        foreach (var pod in pods)
        {
            pod.Start();
        }
    }

    /// <summary>Ends once each of them sees just these as members, and is ready.</summary>
    internal static async Task WorkTogetherAsync(IReadOnlyList<NodePod> pods)
    {
        string[] members = [.. pods.Select(pod => $"{pod.Name} Up")];
        foreach (var pod in pods)
        {
            // Asked once it counts as many: each answer is a process.
            await Eventually.TrueAsync(
                async () => await pod.CountedMembersAsync() == members.Length && (await pod.MembersAsync()).SequenceEqual(members), $"{pod.Name} sees {string.Join(", ", members)}", s_patience);
        }

        await Task.WhenAll(pods.Select(pod => pod.ReadyAsync()));
    }

    private static Task AreOneAsync(NodePods pods) => WorkTogetherAsync(pods.All);
}
