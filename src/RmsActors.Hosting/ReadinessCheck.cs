using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RmsActors.Hosting;

/// <summary>Every part has said that it can work, and the process is not about to end.</summary>
internal sealed class ReadinessCheck(Readiness readiness, IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <summary>What the result's data names the parts that are not ready by.</summary>
    public const string Missing = "missing";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] missing = lifetime.ApplicationStopping.IsCancellationRequested ? ["stopping"] : [.. readiness.Missing];
        return Task.FromResult(missing.Length == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, data: new Dictionary<string, object>(StringComparer.Ordinal) { [Missing] = missing }));
    }
}
