using System.Security.Cryptography;
using RmsActors.Contracts;

namespace RmsActors.Cli.Demo;

/// <summary>
/// The decisions of the run's payments as they stand on the topic: how many distinct ones each has, and how many records were
/// there again. Two records are the same decision when key and value are, byte for byte.
/// </summary>
/// <param name="payments">The ids that count; others may share the topic.</param>
internal sealed class ObservedDecisions(IReadOnlySet<string> payments)
{
    private readonly Dictionary<string, List<(UInt128 Identity, DecisionKind Kind)>> _byPayment = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _duplicates;

    /// <summary>Payments with at least one decision.</summary>
    public int Decided
    {
        get
        {
            lock (_lock)
            {
                return _byPayment.Count;
            }
        }
    }

    /// <summary>Payments with more than one distinct decision.</summary>
    public int Conflicting
    {
        get
        {
            lock (_lock)
            {
                return _byPayment.Values.Count(decisions => decisions.Count > 1);
            }
        }
    }

    /// <summary>Records that were identical to an earlier one.</summary>
    public long Duplicates
    {
        get
        {
            lock (_lock)
            {
                return _duplicates;
            }
        }
    }

    /// <summary>The distinct decisions of a payment.</summary>
    public IReadOnlyList<DecisionKind> Of(string paymentId)
    {
        lock (_lock)
        {
            return _byPayment.TryGetValue(paymentId, out var decisions) ? [.. decisions.Select(decision => decision.Kind)] : [];
        }
    }

    /// <summary>Takes a record of PAY-DECISION. One that cannot be read is antifraud's to dead-letter.</summary>
    public void Add(byte[]? key, byte[]? value)
    {
        if (MessageCodec.DecodePayDecision(value).Message is not { } decision || !payments.Contains(decision.PaymentId))
        {
            return;
        }

        var identity = IdentityOf(key, value!);
        lock (_lock)
        {
            if (!_byPayment.TryGetValue(decision.PaymentId, out var distinct))
            {
                _byPayment[decision.PaymentId] = distinct = new(1);
            }

            if (distinct.Exists(seen => seen.Identity == identity))
            {
                _duplicates++;
            }
            else
            {
                distinct.Add((identity, decision.Decision));
            }
        }
    }

    // Half of a SHA-256: the values themselves would be most of this process's memory.
    private static UInt128 IdentityOf(byte[]? key, byte[] value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(key?.Length ?? -1));
        hash.AppendData(key ?? []);
        hash.AppendData(value);
        return BitConverter.ToUInt128(hash.GetHashAndReset());
    }
}
