using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>What to do after a delivery report.</summary>
public enum DeliveryVerdict
{
    /// <summary>The broker has it.</summary>
    Acknowledged,

    /// <summary>Send it again: the error may pass. If the broker did take it, an identical duplicate is harmless.</summary>
    SendAgain,

    /// <summary>The broker will never take this record.</summary>
    Refused,

    /// <summary>This producer can write no more.</summary>
    Fatal,
}

/// <summary>Reads a delivery report; pure.</summary>
public static class DeliveryRules
{
    /// <summary>What to do after <paramref name="error"/>.</summary>
    public static DeliveryVerdict After(Error error) => error switch
    {
        { IsError: false } => DeliveryVerdict.Acknowledged,
        { IsFatal: true } => DeliveryVerdict.Fatal,
        { Code: ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord or ErrorCode.InvalidMsg or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge
            or ErrorCode.TopicAuthorizationFailed or ErrorCode.TopicException or ErrorCode.PolicyViolation or ErrorCode.Local_InvalidArg } => DeliveryVerdict.Refused,
        _ => DeliveryVerdict.SendAgain,
    };
}
