using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace RmsActors.Hosting;

/// <summary>Ends a role gracefully when it is asked to, and at once when it is asked a second time, 1 s later or more.</summary>
internal sealed class RoleHostLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private TerminationSignals? _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals = new TerminationSignals(
            (_, earlier) =>
            {
                if (earlier > 0)
                {
                    Process.GetCurrentProcess().Kill();
                }

                application.StopApplication();
            },
            deafToInterrupt: ParentProcess.Watches);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals?.Dispose();
}
