using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>All that was seen of one payment.</summary>
internal sealed class PaymentEvidence(string paymentId)
{
    public string PaymentId { get; } = paymentId;

    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>The contents under which it was sent to be scored, each once.</summary>
    public List<ContentSeen> Contents { get; } = new(1);

    /// <summary>Different decisions, in the order of their first appearance; one, if all is well.</summary>
    public List<DecisionSeen> Decisions { get; } = new(1);

    public int DuplicateDecisions { get; set; }

    /// <summary>Every reply that names it.</summary>
    public List<RoutedKycReply> Replies { get; } = new(1);

    /// <summary>The latest deadline that a request to KYC has named.</summary>
    public DateTimeOffset? KycDeadline { get; private set; }

    /// <summary>When the first request to KYC was written.</summary>
    public DateTimeOffset? AskedKycAt { get; private set; }

    /// <summary>The wallets that requests to KYC have named; one, if all is well.</summary>
    public HashSet<string> AskedWallets { get; } = new(1, StringComparer.Ordinal);

    /// <summary>What the payment database says, each status once.</summary>
    public List<string> Statuses { get; } = new(1);

    /// <summary>Why a record that asked for it to be scored was put aside, though it could be read.</summary>
    public string? PutAsideBecause { get; set; }

    /// <summary>
    /// Whether a content may be the one that RMS has stored first. Several come in any order: they may stand on different partitions, and of one
    /// partition the first may have to be asked again. But KYC is asked once the content is stored, so what was written later it is not; and it is
    /// asked about that content's wallet.
    /// </summary>
    public bool MayBeScored(ContentSeen content) =>
        !(content.WrittenAt > AskedKycAt) && AskedWallets.All(wallet => wallet == content.Details.WalletId);

    public void Sent(PaymentDetails details, DateTimeOffset at)
    {
        var known = Contents.FindIndex(content => content.Details == details);
        if (known < 0)
        {
            Contents.Add(new ContentSeen(details, at));
        }
        else if (at < Contents[known].WrittenAt)
        {
            Contents[known] = new ContentSeen(details, at);
        }
    }

    public void AskedKyc(KycRequest request, DateTimeOffset at)
    {
        AskedKycAt = AskedKycAt < at ? AskedKycAt : at;
        KycDeadline = KycDeadline > request.Deadline ? KycDeadline : request.Deadline;
        AskedWallets.Add(request.WalletId);
    }
}

/// <summary>A content under which a payment was sent to be scored.</summary>
/// <param name="WrittenAt">When its first record was.</param>
internal sealed record ContentSeen(PaymentDetails Details, DateTimeOffset WrittenAt);

/// <summary>A decision's first appearance.</summary>
/// <param name="Index">Of the observation in the history.</param>
internal sealed record DecisionSeen(TopicRecord Record, PayDecision Message, int Index)
{
    /// <summary>Whether another record is the same decision: headers do not count.</summary>
    public bool Equals(TopicRecord other) => Bytes.Same(Record.Value, other.Value) && Bytes.Same(Record.Key, other.Key);
}

/// <summary>Compares what stands on topics, where nothing and empty are two things.</summary>
internal static class Bytes
{
    public static bool Same(byte[]? one, byte[]? other) =>
        one is null || other is null ? one is null && other is null : one.AsSpan().SequenceEqual(other);
}
