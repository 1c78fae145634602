using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;

namespace RmsActors.Antifraud;

/// <summary>PAY-DECISION: gives each payment its final status, once.</summary>
public sealed class Decisions(PaymentStore store, Counters counters, ILogger<Decisions> logger)
{
    /// <summary>Ends once the statuses are committed. A database error is an exception, and never a dead letter.</summary>
    public async Task<IReadOnlyList<Outcome>> HandleAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel)
    {
        var messages = records.Select(record => MessageCodec.DecodePayDecision(record.Message.Value)).ToList();
        var decisions = messages.Index().Where(m => m.Item.Message is not null)
            .Select(m => new DecisionToApply(m.Item.Message!.PaymentId, StatusOf(m.Item.Message.Decision), records[m.Index].Message.Value!))
            .ToList();
        var results = new Queue<ApplyResult>(await store.ApplyAsync(decisions, cancel));
        return [.. messages.Select(message => message.Message is null ? Poison(message.Poison!) : Report(message.Message, results.Dequeue()))];
    }

    private static PaymentStatus StatusOf(DecisionKind decision) => decision switch
    {
        DecisionKind.Approve => PaymentStatus.Approved,
        DecisionKind.Decline => PaymentStatus.Declined,
        _ => PaymentStatus.InReview,
    };

    private Outcome Poison(string reason)
    {
        counters.Add("decisionsPoison");
        return Outcome.Poison(reason);
    }

    private Outcome Report(PayDecision decision, ApplyResult result)
    {
        counters.Add("decisions" + result);
        switch (result)
        {
            case ApplyResult.NoSuchPayment:
                return Outcome.Poison($"no payment '{decision.PaymentId}' in the payment database");
            case ApplyResult.Conflict or ApplyResult.Differing:
                logger.LogError(
                    "Payment '{PaymentId}' was decided already, and not as it is now: {Decision} at {DecidedAt}; what came first stands",
                    decision.PaymentId, decision.Decision, decision.DecidedAt);
                return Outcome.Done;
            default:
                return Outcome.Done;
        }
    }
}
