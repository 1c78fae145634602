using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>What to do once it is known what became of a record that was sent.</summary>
public enum DeliveryVerdict
{
    /// <summary>The broker has it.</summary>
    Acknowledged,

    /// <summary>It may work next time; the record may then be there twice, which is harmless.</summary>
    SendAgain,

    /// <summary>The broker will never take this record.</summary>
    Refused,

    /// <summary>This producer can write nothing more.</summary>
    Fatal,

    /// <summary>The producer was disposed of before the broker answered.</summary>
    Abandoned,
}

/// <summary>Which errors pass and which don't; a pure function, so that simulations decide alike.</summary>
public static class DeliveryRules
{
    /// <summary>The verdict on a delivery report. An error that is not known to be final is one that may pass.</summary>
    public static DeliveryVerdict After(Error error) => error switch
    {
        { Code: ErrorCode.NoError } => DeliveryVerdict.Acknowledged,
        { IsFatal: true } => DeliveryVerdict.Fatal,
        _ => After(error.Code),
    };

    private static DeliveryVerdict After(ErrorCode code) => code switch
    {
        ErrorCode.Local_Fatal
            or ErrorCode.Local_Fenced
            or ErrorCode.ClusterAuthorizationFailed => DeliveryVerdict.Fatal,

        ErrorCode.Local_PurgeQueue
            or ErrorCode.Local_PurgeInflight
            or ErrorCode.Local_Destroy => DeliveryVerdict.Abandoned,

        ErrorCode.MsgSizeTooLarge
            or ErrorCode.RecordListTooLarge
            or ErrorCode.InvalidRecord
            or ErrorCode.InvalidTimestamp
            or ErrorCode.TopicException
            or ErrorCode.TopicAuthorizationFailed
            or ErrorCode.PolicyViolation
            or ErrorCode.UnsupportedForMessageFormat
            or ErrorCode.UnsupportedCompressionType
            or ErrorCode.Local_InvalidArg => DeliveryVerdict.Refused,

        _ => DeliveryVerdict.SendAgain,
    };
}
