using System.Diagnostics;

namespace RmsActors.Testing;

/// <summary>Waits for what must come, by looking often; fails with what was missing.</summary>
public static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Ends when <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not hold <paramref name="within"/> the time, 20 s by default.</exception>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var limit = within ?? Patience;
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Look);
        while (!await condition())
        {
            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"After {limit} still not true: {what}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
