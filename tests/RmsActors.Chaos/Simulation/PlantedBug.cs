namespace RmsActors.Chaos.Simulation;

/// <summary>Mistakes that the simulation can make where the product's types are wired, to show that the checker would notice.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>The details' offset may move once the payment has answered, not once the decision is acknowledged.</summary>
    OffsetBeforePublish,

    /// <summary>What an event leads to is seen before the event is stored.</summary>
    PublishBeforePersist,

    /// <summary>Whatever KYC says is taken for an answer to the payment's own request.</summary>
    NoCorrelationCheck,

    /// <summary>A payment that comes again with other content is scored by it, save for the wallet that KYC was asked about.</summary>
    OtherContentMerged,

    /// <summary>One more is committed than is complete.</summary>
    WatermarkOffByOne,

    /// <summary>A decision is made anew each time it is published.</summary>
    DecisionRecomputed,

    /// <summary>The journal passes over a row that is there already, and says that it was written.</summary>
    DuplicateRowsIgnored,

    /// <summary>A record whose partition was revoked before it was processed counts as complete, and nobody looks at its epoch.</summary>
    LateCompletionAccepted,

    /// <summary>What was fetched of a partition before it went away is delivered once it has come back, although what lies between is still to be read.</summary>
    StaleFetchAccepted,

    /// <summary>A poison record's offset may move before its dead letter is acknowledged, and the dead letter is sent only once.</summary>
    DeadLetterNotAwaited,
}
