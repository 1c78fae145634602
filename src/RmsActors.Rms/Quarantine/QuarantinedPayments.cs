using System.Collections.Frozen;

namespace RmsActors.Rms.Quarantine;

/// <summary>
/// The quarantine as this node read it last. Only what waits for long asks for it, and only then is it read again, so that a
/// payment that is answered at once costs no look into the database.
/// </summary>
public sealed class QuarantinedPayments
{
    private volatile Reading _last = new(long.MinValue, FrozenDictionary<string, string>.Empty);
    private volatile bool _asked;

    /// <summary>Why a payment is quarantined, or null; null also while that was not read since <paramref name="since"/>: it may have been released.</summary>
    /// <param name="since">A <see cref="TimeProvider.GetTimestamp"/>.</param>
    public string? ReasonOf(string paymentId, long since)
    {
        _asked = true;
        var last = _last;
        return last.At >= since ? last.Reasons.GetValueOrDefault(paymentId) : null;
    }

    /// <summary>Whether anybody has asked since the last call.</summary>
    public bool TakeAsked()
    {
        var asked = _asked;
        _asked = false;
        return asked;
    }

    /// <summary>Takes the place of all that was read before.</summary>
    /// <param name="at">A <see cref="TimeProvider.GetTimestamp"/> from before they were read.</param>
    public void Replace(IEnumerable<QuarantinedPayment> payments, long at) =>
        _last = new Reading(at, payments.ToFrozenDictionary(payment => payment.PaymentId, payment => payment.Reason, StringComparer.Ordinal));

    private sealed record Reading(long At, FrozenDictionary<string, string> Reasons);
}
