namespace RmsActors.Contracts;

/// <summary>The Kafka topics that the systems talk over, and the limits that hold on all of them.</summary>
public static class Topics
{
    /// <summary>Payments → antifraud: a payment waits for its risk check. Value: <see cref="PaymentReady"/>.</summary>
    public const string PaymentReadyForAntifraud = "PAYMENT-READY-FOR-ANTIFRAUD";

    /// <summary>Antifraud → RMS: the whole payment. Value: <see cref="Contracts.PaymentDetails"/>.</summary>
    public const string PaymentDetails = "PAYMENT-DETAILS";

    /// <summary>RMS → KYC: a wallet's score is needed. Value: <see cref="KycRequest"/>.</summary>
    public const string WalletKycRequest = "WALLET-KYC-REQUEST";

    /// <summary>KYC → RMS: the wallet's score. Value: <see cref="KycReply"/>.</summary>
    public const string WalletKycResponse = "WALLET-KYC-RESPONSE";

    /// <summary>RMS → antifraud: what was decided. Value: <see cref="Contracts.PayDecision"/>.</summary>
    public const string PayDecision = "PAY-DECISION";

    /// <summary>The five topics, in the order in which a payment meets them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PaymentReadyForAntifraud, PaymentDetails, WalletKycRequest, WalletKycResponse, PayDecision];

    /// <summary>
    /// Partitions a topic is created with. Request, reply and details must have the same number, or one node
    /// does not read the same partition of each.
    /// </summary>
    public const int DefaultPartitions = 12;

    /// <summary>The largest value, in bytes, that a consumer takes; a larger one is dead-lettered.</summary>
    public const int MaxValueBytes = 64 * 1024;

    /// <summary>How much larger, in bytes, a record may be on a dead-letter topic than on its source: room for the headers that tell why.</summary>
    public const int DeadLetterHeadroomBytes = 64 * 1024;

    /// <summary>The topic that takes what could not be read from <paramref name="topic"/>.</summary>
    public static string DeadLettersOf(string topic) => topic + ".DLQ";
}
