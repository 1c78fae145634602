using Xunit.Sdk;

namespace RmsActors.Testing;

/// <summary>Awaits a condition that another thread or process brings about. A test that only waits for time proves nothing.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Ends as soon as <paramref name="condition"/> holds.</summary>
    /// <param name="what">What was awaited; the failure says it.</param>
    /// <param name="within">The limit; 20 s unless said.</param>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);

    /// <summary>Ends as soon as <paramref name="condition"/> holds.</summary>
    /// <param name="what">What was awaited; the failure says it.</param>
    /// <param name="within">The limit; 20 s unless said.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var limit = within ?? Limit;
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                throw new XunitException($"Not within {limit.TotalSeconds:0.#} s: {what}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
