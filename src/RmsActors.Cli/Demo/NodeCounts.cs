using System.Net.Http.Json;

namespace RmsActors.Cli.Demo;

/// <summary>
/// What the nodes have counted, summed over nodes and over the lives of a node that was started again: a process's counts end
/// with it, so they are read often.
/// </summary>
internal sealed class NodeCounts(HttpClient http)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _last = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _running = [];

    /// <summary>Replies that arrived on the node that owned their payment.</summary>
    public long OnOwner => Sum("repliesOnOwner");

    /// <summary>Replies that sharding carried to another node.</summary>
    public long Forwarded => Sum("repliesForwarded");

    /// <summary>Payments that came again with other content.</summary>
    public long ContentConflicts => Sum("contentConflicts");

    /// <summary>What each node process that runs has counted, a line each: tells which of them is stuck, and where.</summary>
    public IEnumerable<string> Running =>
        from process in _running
        let counted = from count in _last[process] where count.Value != 0 orderby count.Key select $"{count.Key} {count.Value}"
        select $"{process}: {string.Join(", ", counted)}";

    /// <summary>Whether the running nodes have shared all partitions out: each has some, and together they have them all.</summary>
    /// <param name="partitions">Of the two topics that the nodes read, together.</param>
    public bool HaveShared(int partitions)
    {
        var shares = _running.Select(process => _last[process].GetValueOrDefault("assignedPartitions")).ToList();
        return shares.Sum() == partitions && (shares.TrueForAll(share => share > 0) || shares.Count > partitions / 2);
    }

    /// <summary>Reads the counts of the node processes at these addresses; one that does not answer keeps its last.</summary>
    public async Task ReadAsync(IEnumerable<(string Process, string Address)> nodes, CancellationToken cancel)
    {
        var running = new List<string>();
        foreach (var (process, address) in nodes)
        {
            try
            {
                if (await http.GetFromJsonAsync<Dictionary<string, long>>(address + "/stats", cancel) is { } counts)
                {
                    _last[process] = counts;
                    running.Add(process);
                }
            }
            catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // It has ended, maybe in the middle of its answer, and is being started again; or does not answer in time.
            }
        }

        _running = running;
    }

    private long Sum(string name) => _last.Values.Sum(counts => counts.GetValueOrDefault(name));
}
