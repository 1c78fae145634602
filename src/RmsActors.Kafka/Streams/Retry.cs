using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>Runs something until it succeeds or is no longer wanted.</summary>
internal sealed class Retry(ILogger logger, TimeProvider time, CancellationToken cancel)
{
    private readonly LogThrottle _throttle = new(time);

    /// <summary>True with the result; false when cancelled.</summary>
    /// <param name="what">For the log, made only if there is something to log.</param>
    public async Task<(bool Succeeded, T? Result)> RunAsync<T>(Func<CancellationToken, Task<T>> action, Func<string> what)
    {
        for (var failures = 0; !cancel.IsCancellationRequested;)
        {
            try
            {
                return (true, await action(cancel));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                // Every failure counts as "not now": to let it through would end the stream, to skip the record would lose it.
                failures++;
                if (_throttle.Allows(failed.GetType().Name, out var left))
                {
                    logger.LogError(failed, "{What} failed, attempt {Attempt}; trying again{Left}", what(), failures, left);
                }
            }

            await Task.Delay(GrowingPause.After(failures), time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (false, default);
    }
}
