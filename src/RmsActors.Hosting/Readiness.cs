using System.Collections.Concurrent;

namespace RmsActors.Hosting;

/// <summary>Whether this process can do its work yet: every named part must have said so. Gates <c>/healthz/ready</c> and the ready line.</summary>
public sealed class Readiness
{
    private readonly ConcurrentDictionary<string, bool> _parts = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Names a part that readiness waits for. Called while services are registered, before anything runs.</summary>
    public void Expect(string part) => _parts.TryAdd(part, false);

    /// <summary>A part can work, or cannot any more.</summary>
    public void Set(string part, bool ready)
    {
        _parts[part] = ready;
        if (IsReady)
        {
            _ready.TrySetResult();
        }
    }

    /// <summary>Whether every part is ready now.</summary>
    public bool IsReady => _parts.Values.All(ready => ready);

    /// <summary>The parts that are not ready.</summary>
    public IReadOnlyList<string> Missing => [.. _parts.Where(part => !part.Value).Select(part => part.Key).Order(StringComparer.Ordinal)];

    /// <summary>Ends when every part has been ready at once for the first time.</summary>
    public Task WhenReadyAsync() => _parts.IsEmpty ? Task.CompletedTask : _ready.Task;
}
