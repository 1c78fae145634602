using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RmsActors.Hosting;

/// <summary>
/// A process that cannot go on ends, and whoever supervises it starts it anew. The first cause is kept; the exit code is then 1.
/// </summary>
public sealed class ProcessFate(IHostApplicationLifetime lifetime, ILogger<ProcessFate> logger)
{
    private string? _cause;

    /// <summary>Why the process ends, or null while it goes on or ends as asked.</summary>
    public string? Cause => _cause;

    /// <summary>Ends the process because of <paramref name="cause"/>.</summary>
    public void End(string cause, Exception? exception = null)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is null)
        {
            logger.LogCritical(exception, "This process cannot go on and ends: {Cause}", cause);
            lifetime.StopApplication();
        }
    }

    /// <summary>Ends the process if <paramref name="task"/> faults.</summary>
    public void EndsWith(Task task, string cause) =>
        task.ContinueWith(
            faulted => End(cause, faulted.Exception!.GetBaseException()),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
