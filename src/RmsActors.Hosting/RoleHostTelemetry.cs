using System.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RmsActors.Hosting;

/// <summary>Metrics for whoever scrapes them; metrics and traces for a collector, where one is named.</summary>
internal static class RoleHostTelemetry
{
    // Meters and activity sources of all projects begin with it.
    private const string Ours = "RmsActors*";
    private const string StandardPrefix = "OTEL_";
    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string StandardServiceName = "OTEL_SERVICE_NAME";
    private static readonly string[] OwnPaths = ["/healthz", "/metrics", "/stats"];

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string role, ObservabilityOptions options)
    {
        builder.Configuration.AddInMemoryCollection(Standard(options));
        var collected = builder.Configuration[StandardEndpoint] is { Length: > 0 };
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(Ours, "System.Runtime").AddPrometheusExporter();
            if (collected)
            {
                metrics.AddOtlpExporter();
            }
        });
        if (builder.Configuration[StandardServiceName] is not { Length: > 0 })
        {
            telemetry.ConfigureResource(resource => resource.AddService("rms-" + role));
        }

        // Without a listener no activity is made, and traces cost nothing but the header that is passed on.
        if (collected)
        {
            telemetry.WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceSampling)))
                .AddSource(Ours)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = IsOfCallers)
                .AddOtlpExporter());
        }

        return builder;
    }

    private static bool IsOfCallers(HttpContext context) => !Array.Exists(OwnPaths, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));

    // OpenTelemetry reads its standard variables from the configuration, to which the environment does not belong otherwise.
    private static Dictionary<string, string?> Standard(ObservabilityOptions options)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith(StandardPrefix, StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
        if (!string.IsNullOrEmpty(options.OtlpEndpoint))
        {
            variables[StandardEndpoint] = options.OtlpEndpoint;
        }

        return variables;
    }
}
