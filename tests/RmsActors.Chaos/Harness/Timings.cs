using System.Collections.Concurrent;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Harness;

/// <summary>When each payment passed which point, by the time stamps of the first records.</summary>
internal sealed class Timings
{
    /// <summary>What KYC answers within this time it has answered promptly.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Passage> _payments = new(StringComparer.Ordinal);
    private int _decided;

    /// <summary>Payments with a decision.</summary>
    public int Decided => Volatile.Read(ref _decided);

    /// <summary>Payments that came to RMS, or of which anything is known.</summary>
    public int Arrived => _payments.Count;

    public IEnumerable<Passage> Payments => _payments.Values;

    /// <summary>Takes a record; what cannot be read passes no point.</summary>
    public void Add(string topic, byte[]? value, DateTimeOffset at)
    {
        switch (topic)
        {
            case Topics.PaymentDetails when MessageCodec.DecodePaymentDetails(value).Message is { } details:
                Of(details.PaymentId).Arrive(details.WalletId, at);
                break;
            case Topics.WalletKycRequest when MessageCodec.DecodeKycRequest(value).Message is { } request:
                Of(request.PaymentId).Asked ??= at;
                break;
            case Topics.WalletKycResponse when MessageCodec.DecodeKycReply(value, null).Message is { } reply && IsRight(reply.Reply):
                Of(reply.PaymentId).Answered ??= at;
                break;
            case Topics.PayDecision when MessageCodec.DecodePayDecision(value).Message is { } decision:
                var passage = Of(decision.PaymentId);
                if (passage.Decided is null)
                {
                    (passage.Decided, passage.ByTimeout) = (at, decision.Reason == DecisionReason.KycTimeout);
                    Interlocked.Increment(ref _decided);
                }

                break;
        }
    }

    // As KYC's wrong answers go, another request or another wallet; the latter is told by the decision alone.
    private static bool IsRight(KycReply reply) =>
        reply.RequestId is { } id && reply.PaymentId is { } payment && id == KycCorrelation.RequestIdOf(payment);

    private Passage Of(string paymentId) => _payments.GetOrAdd(paymentId, static id => new Passage(id));

    /// <summary>One payment's points; null where it has not passed.</summary>
    internal sealed class Passage(string paymentId)
    {
        public string PaymentId => paymentId;

        public DateTimeOffset? Arrived { get; set; }

        public string? WalletId { get; private set; }

        public DateTimeOffset? Asked { get; set; }

        public DateTimeOffset? Answered { get; set; }

        public DateTimeOffset? Decided { get; set; }

        public bool ByTimeout { get; set; }

        public void Arrive(string walletId, DateTimeOffset at) => (Arrived, WalletId) = (Arrived ?? at, WalletId ?? walletId);

        /// <summary>Whether KYC answered its first request promptly.</summary>
        public bool IsPrompt => Answered - Asked <= Prompt;
    }
}
