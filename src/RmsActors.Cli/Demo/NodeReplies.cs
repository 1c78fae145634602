using System.Net.Http.Json;

namespace RmsActors.Cli.Demo;

/// <summary>
/// What the nodes have counted, summed over nodes and over the lives of a node that was started again: a process's counts end
/// with it, so they are read often.
/// </summary>
internal sealed class NodeReplies(HttpClient http)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _last = new(StringComparer.Ordinal);

    /// <summary>Replies that arrived on the node that owned their payment.</summary>
    public long OnOwner => Sum("repliesOnOwner");

    /// <summary>Replies that sharding carried to another node.</summary>
    public long Forwarded => Sum("repliesForwarded");

    /// <summary>Payments that came again with other content.</summary>
    public long ContentConflicts => Sum("contentConflicts");

    /// <summary>Reads the counts of the node processes at these addresses; one that does not answer keeps its last.</summary>
    public async Task ReadAsync(IEnumerable<(string Process, string Address)> nodes, CancellationToken cancel)
    {
        foreach (var (process, address) in nodes)
        {
            try
            {
                if (await http.GetFromJsonAsync<Dictionary<string, long>>(address + "/stats", cancel) is { } counts)
                {
                    _last[process] = counts;
                }
            }
            catch (HttpRequestException)
            {
                // It has ended, and is being started again.
            }
        }
    }

    private long Sum(string name) => _last.Values.Sum(counts => counts.GetValueOrDefault(name));
}
