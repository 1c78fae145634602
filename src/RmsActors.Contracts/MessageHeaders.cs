namespace RmsActors.Contracts;

/// <summary>Names of the record headers, values in UTF-8.</summary>
public static class MessageHeaders
{
    /// <summary>On request and reply: the request id, so that a reply whose value echoes nothing can still be routed.</summary>
    public const string CorrelationId = "correlation-id";

    /// <summary>On the request: the topic that the reply is expected on.</summary>
    public const string ReplyTo = "reply-to";

    /// <summary>W3C trace context, https://www.w3.org/TR/trace-context/.</summary>
    public const string TraceParent = "traceparent";
}
