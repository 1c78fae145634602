using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
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
    /// <summary>Ends once the statuses are committed. A database that cannot be used is an exception, and never a dead letter.</summary>
    public async Task<IReadOnlyList<Outcome>> HandleAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel)
    {
        try
        {
            return await ApplyAsync(records, cancel);
        }
        catch (DbException refusal) when (DatabaseRefusal.IsOfValue(refusal))
        {
            return records.Count == 1 ? [Poison(DatabaseRefusal.Reason(refusal))] : await EachAsync(records, cancel);
        }
    }

    // One of them is to blame, and must not hold up the others for ever.
    private async Task<IReadOnlyList<Outcome>> EachAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel)
    {
        var outcomes = new List<Outcome>();
        foreach (var record in records)
        {
            outcomes.AddRange(await HandleAsync([record], cancel));
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<Outcome>> ApplyAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel)
    {
        var messages = records.Select(record => MessageCodec.DecodePayDecision(record.Message.Value)).ToList();
        var traces = Begin(records, messages);
        try
        {
            return await ApplyAsync(records, messages, cancel);
        }
        finally
        {
            traces.ForEach(trace => trace.Dispose());
        }
    }

    // A span a payment, each in its own trace, from here to the commit that they share.
    private static List<Activity> Begin(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, IReadOnlyList<Decoded<PayDecision>> messages) =>
        AntifraudTelemetry.Source.HasListeners() ? [.. records.Zip(messages, Begin).OfType<Activity>()] : [];

    private static Activity? Begin(ConsumeResult<byte[]?, byte[]?> record, Decoded<PayDecision> decoded) => decoded.Message is { PaymentId: var paymentId }
        ? RecordTrace.Process(AntifraudTelemetry.Source, record, ParentOf(record))?.SetPayment(paymentId)
        : null;

    private async Task<IReadOnlyList<Outcome>> ApplyAsync(
        IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, IReadOnlyList<Decoded<PayDecision>> messages, CancellationToken cancel)
    {
        var decisions = messages.Index().Where(m => m.Item.Message is not null)
            .Select(m => new DecisionToApply(m.Item.Message!.PaymentId, DecidedStatus.Of(m.Item.Message.Decision), records[m.Index].Message.Value!))
            .ToList();
        var results = new Queue<(DecisionToApply, Application)>(decisions.Zip(await store.ApplyAsync(decisions, cancel)));
        return [.. messages.Zip(records, (message, record) => message.Message is null ? Poison(message.Poison!) : Report(results.Dequeue(), record))];
    }

    private Outcome Poison(string reason)
    {
        counters.Add("decisionsPoison");
        return Outcome.Poison(reason);
    }

    private Outcome Report((DecisionToApply Decision, Application Application) applied, ConsumeResult<byte[]?, byte[]?> record)
    {
        var (decision, (result, standing)) = applied;
        counters.Add("decisions" + result);
        switch (result)
        {
            case ApplyResult.NoSuchPayment:
                return Outcome.Poison($"no payment '{decision.PaymentId}' in the payment database");
            case ApplyResult.Conflict or ApplyResult.Differing:
                logger.LogError(
                    "Payment '{PaymentId}' has been {Standing} since {DecidedAt}, which stands, and was decided again as {Status}. Stands: {StandingDigest}. Ignored: {Digest}, at {Record} (trace {TraceId})",
                    decision.PaymentId, standing!.Status, standing.DecidedAt, decision.Status, Digest(standing.Decision), Digest(decision.Decision),
                    record.TopicPartitionOffset, RecordTrace.TraceIdOf(ParentOf(record)));
                return Outcome.Done;
            default:
                return Outcome.Done;
        }
    }

    // What is decided stays out of the log; it tells whether two are the same, and what to look for.
    private static string Digest(byte[]? decision) => "SHA-256 " + Convert.ToHexStringLower(SHA256.HashData(decision ?? []))[..16];

    private static string? ParentOf(ConsumeResult<byte[]?, byte[]?> record) => RecordTrace.ParentOf(record.Message.Headers);
}
