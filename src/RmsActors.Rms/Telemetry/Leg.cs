namespace RmsActors.Rms.Telemetry;

/// <summary>A stretch of a payment's way through the node, whose length is measured.</summary>
public enum Leg
{
    /// <summary>From when the payment's actor was asked to score it to its first request to KYC; the persist is in it.</summary>
    DetailsToRequest,

    /// <summary>From that request to the reply that the actor takes.</summary>
    RequestToReply,

    /// <summary>From that reply to the stored decision.</summary>
    ReplyToDecision,

    /// <summary>From when the reader of the details has the decision to the broker's acknowledgement.</summary>
    DecisionToAcknowledged,
}
