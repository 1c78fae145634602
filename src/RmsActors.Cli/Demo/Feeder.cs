using System.Net;
using System.Runtime.CompilerServices;
using RmsActors.Contracts;
using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>Submits the payments over HTTP, some at once, again until each is taken: a payment submitted twice is the same payment.</summary>
/// <param name="http">Its time limit is that of one attempt.</param>
/// <param name="paymentsAddress">Where the payments service is now; null while it is being started again.</param>
internal sealed class Feeder(HttpClient http, Func<string?> paymentsAddress, TimeProvider time)
{
    /// <summary>Submissions under way at once.</summary>
    public const int Parallelism = 64;

    private static readonly TimeSpan PauseWhileAhead = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromMilliseconds(200);
    private long _contentConflicts;

    /// <summary>Payments that the store already had with other content; what it had stands.</summary>
    public long ContentConflicts => Interlocked.Read(ref _contentConflicts);

    /// <param name="pace">How fast.</param>
    /// <param name="decided">How many of the payments are decided.</param>
    /// <exception cref="HttpRequestException">The payments service refused a payment.</exception>
    public Task FeedAsync(IEnumerable<PaymentDetails> payments, Pace pace, Func<int> decided, CancellationToken cancel) =>
        Parallel.ForEachAsync(PacedAsync(payments, pace, decided, cancel), new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancel }, SubmitAsync);

    private async IAsyncEnumerable<PaymentDetails> PacedAsync(IEnumerable<PaymentDetails> payments, Pace pace, Func<int> decided, [EnumeratorCancellation] CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var submitted = 0L;
        foreach (var payment in payments)
        {
            var wait = TimeSpan.FromSeconds(submitted / pace.PerSecond) - time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancel);
            }

            while (submitted - decided() >= pace.MaxUndecided)
            {
                await Task.Delay(PauseWhileAhead, time, cancel);
            }

            submitted++;
            yield return payment;
        }
    }

    private async ValueTask SubmitAsync(PaymentDetails payment, CancellationToken cancel)
    {
        while (!await TrySubmitAsync(payment, cancel))
        {
            await Task.Delay(PauseBeforeRetry, time, cancel);
        }
    }

    private async Task<bool> TrySubmitAsync(PaymentDetails payment, CancellationToken cancel)
    {
        if (paymentsAddress() is not { } address)
        {
            return false;
        }

        try
        {
            using var content = PaymentRequest.ContentOf(payment);
            using var response = await http.PostAsync(address + PaymentAddress.Payments, content, cancel);
            if (response.StatusCode == HttpStatusCode.Conflict)
            {
                Interlocked.Increment(ref _contentConflicts);
                return true;
            }

            if ((int)response.StatusCode is >= 400 and < 500 and not (int)HttpStatusCode.TooManyRequests and not (int)HttpStatusCode.RequestTimeout)
            {
                var problem = await response.Content.ReadAsStringAsync(cancel);
                throw new HttpRequestException($"payment '{payment.PaymentId}' was refused: {(int)response.StatusCode} {problem}", null, response.StatusCode);
            }

            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException unreachable) when (unreachable.StatusCode is null)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // This attempt took too long.
            return false;
        }
    }
}
