using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// W3C trace context in the header <c>traceparent</c> of records (https://www.w3.org/TR/trace-context/). Where nothing listens, no activity
/// is made and a record's context is passed on as it came.
/// </summary>
public static class RecordTrace
{
    /// <summary>The header's name.</summary>
    public const string Header = "traceparent";

    // Version 00: 2 + 32 + 16 + 2 hexadecimal digits and three hyphens. Longer ones belong to versions that nobody writes yet.
    private const int Length = 55;

    /// <summary>The context that a record carries; null where it carries none that can be used.</summary>
    public static string? ParentOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(Header, out var bytes) && bytes is { Length: Length } && Encoding.ASCII.GetString(bytes) is var text
            && ActivityContext.TryParse(text, null, out _)
            ? text
            : null;

    /// <summary>Headers with the context; none where there is none.</summary>
    public static Headers? HeadersOf(string? context) => context is null ? null : new Headers { { Header, Encoding.ASCII.GetBytes(context) } };

    /// <summary>Begins the processing of a record, in the trace that it carries.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? Process(ActivitySource source, ConsumeResult<byte[]?, byte[]?> record, string? parent)
    {
        var activity = source.HasListeners() ? Start(source, "process " + record.Topic, ActivityKind.Consumer, parent) : null;
        return activity?
            .SetTag("messaging.system", "kafka")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", record.Topic)
            .SetTag("messaging.destination.partition.id", record.Partition.Value)
            .SetTag("messaging.kafka.offset", record.Offset.Value);
    }

    /// <summary>Begins the sending of a record, as part of <paramref name="parent"/>.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? Send(ActivitySource source, string topic, string? parent)
    {
        var activity = source.HasListeners() ? Start(source, "send " + topic, ActivityKind.Producer, parent) : null;
        return activity?.SetTag("messaging.system", "kafka").SetTag("messaging.operation.type", "send").SetTag("messaging.destination.name", topic);
    }

    /// <summary>Begins something within this process, as part of <paramref name="parent"/>.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? Start(ActivitySource source, string name, ActivityKind kind, string? parent)
    {
        if (!source.HasListeners())
        {
            return null;
        }

        if (!ActivityContext.TryParse(parent, null, isRemote: true, out var context))
        {
            // Otherwise the current activity would be the parent: one of a batch must not become another's.
            Activity.Current = null;
        }

        return source.StartActivity(name, kind, context);
    }

    /// <summary>The payment that the activity is about.</summary>
    public static Activity SetPayment(this Activity activity, string paymentId) => activity.SetTag("rms.payment.id", paymentId);

    /// <summary>The trace's id, for the log; null where there is none.</summary>
    public static string? TraceIdOf(string? context) => context is { Length: Length } ? context.Substring(3, 32) : null;
}
