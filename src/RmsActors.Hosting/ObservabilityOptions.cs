using System.ComponentModel.DataAnnotations;

namespace RmsActors.Hosting;

/// <summary>How a role's log lines look.</summary>
public enum LogFormat
{
    /// <summary>One line an event, for people.</summary>
    Line,

    /// <summary>One JSON object a line, for whatever collects logs.</summary>
    Json,
}

/// <summary>What a role tells about itself, and to whom. Section <c>Observability</c>.</summary>
public sealed class ObservabilityOptions
{
    public const string Section = "Observability";

    /// <summary>How log lines look, on standard error. Default <see cref="LogFormat.Line"/>.</summary>
    [EnumDataType(typeof(LogFormat), ErrorMessage = "expected one of Line, Json")]
    public LogFormat LogFormat { get; set; }

    /// <summary>
    /// Where traces and metrics are sent by OTLP, such as <c>http://collector:4317</c>. Default none: then nothing is traced, unless
    /// OpenTelemetry's own <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.
    /// </summary>
    [CollectorUrl]
    public string? OtlpEndpoint { get; set; }

    /// <summary>Share of the traces begun here that are recorded, 0 to 1; those begun elsewhere are recorded if they are there. Default 1.</summary>
    [Range(0.0, 1.0)]
    public double TraceSampling { get; set; } = 1;
}
