using RmsActors.Rms.Payments;
using RmsActors.Rms.Quarantine;

namespace RmsActors.Rms.Streams;

/// <summary>
/// Asks a payment until it answers or is quarantined. The quarantine is looked at only while there is no answer: a payment that
/// can answer does so, whatever an operator thought of it.
/// </summary>
/// <param name="payments">Asks, and asks again.</param>
/// <param name="quarantined">What is given up.</param>
/// <param name="interval">How long to wait for the answer before each look.</param>
/// <param name="time">Times them.</param>
public sealed class PatientAsk(PaymentRegion payments, QuarantinedPayments quarantined, TimeSpan interval, TimeProvider time)
{
    /// <summary>The payment's answer, or else why it is quarantined.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>.</exception>
    public async Task<(TAnswer? Answer, string? Quarantined)> AskAsync<TAnswer>(IPaymentMessage question, CancellationToken cancel)
        where TAnswer : class
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = time.GetTimestamp();
        var answer = payments.AskAsync<TAnswer>(question, asking.Token);
        while (await Task.WhenAny(answer, Task.Delay(interval, time, asking.Token)) != answer)
        {
            cancel.ThrowIfCancellationRequested();
            if (quarantined.ReasonOf(question.PaymentId, asked) is { } reason && !answer.IsCompleted)
            {
                await asking.CancelAsync();
                return (null, reason);
            }
        }

        // The pause that is left over ends now: one for each of many answers would be many timers.
        await asking.CancelAsync();
        return (await answer, null);
    }
}
