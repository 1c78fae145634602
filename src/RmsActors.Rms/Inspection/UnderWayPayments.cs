using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Inspection;

/// <summary>A payment that a node has read and whose decision it has not published yet.</summary>
/// <param name="Offset">Of its PAYMENT-DETAILS record.</param>
/// <param name="Since">When the node read it.</param>
/// <param name="TraceId">Of its W3C trace, or null where it has none.</param>
public sealed record UnderWayPayment(string PaymentId, int Partition, long Offset, DateTimeOffset Since, string? TraceId);

/// <summary>The payments that this node has read and not finished, so that a person can see which they are. As many as may be undecided at once.</summary>
public sealed class UnderWayPayments(TimeProvider time)
{
    private const int TraceIdStart = 3;
    private const int TraceIdLength = 32;
    private readonly ConcurrentDictionary<RecordOrigin, UnderWayPayment> _payments = new();

    /// <summary>A record asks for its payment.</summary>
    public void Enter(ScorePayment ask, ConsumeResult<byte[]?, byte[]?> record) => _payments[ask.Origin] =
        new UnderWayPayment(ask.PaymentId, ask.Origin.Partition, ask.Origin.Offset, time.GetUtcNow(), Activity.Current?.TraceId.ToString() ?? TraceIdOf(record.Message.Headers));

    /// <summary>It has its answer, or will not get one here.</summary>
    public void Leave(ScorePayment ask) => _payments.TryRemove(ask.Origin, out _);

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<UnderWayPayment> All => _payments.Values;

    /// <summary>The one at this place of PAYMENT-DETAILS, or null.</summary>
    public UnderWayPayment? At(int partition, long offset) => _payments.GetValueOrDefault(new RecordOrigin(Topics.PaymentDetails, partition, offset));

    private static string? TraceIdOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(MessageHeaders.TraceParent, out var bytes) && bytes is { Length: >= TraceIdStart + TraceIdLength }
            ? Encoding.ASCII.GetString(bytes, TraceIdStart, TraceIdLength)
            : null;
}
