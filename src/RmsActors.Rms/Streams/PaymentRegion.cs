using Akka.Actor;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Streams;

/// <summary>
/// Asks payments, wherever they live, until they answer. Sharding drops messages at a hand-off and while a shard starts, and
/// says nothing; asking twice is harmless.
/// </summary>
/// <param name="region">The shard region.</param>
/// <param name="askTimeout">After how long the question is put again, give or take a fifth.</param>
/// <param name="counters">Counts <c>asksRepeated</c>.</param>
/// <param name="time">Times the pause before a stopped actor is asked again.</param>
public sealed class PaymentRegion(IActorRef region, TimeSpan askTimeout, Counters counters, TimeProvider time)
{
    private static readonly TimeSpan AfterAskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>The payment's answer.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(IPaymentMessage question, CancellationToken cancel)
        where TAnswer : class
    {
        while (true)
        {
            object answer;
            try
            {
                answer = await region.Ask<object>(question, Jittered(askTimeout), cancel);
            }
            catch (AskTimeoutException)
            {
                counters.Add("asksRepeated");
                continue;
            }

            switch (answer)
            {
                case TAnswer expected:
                    return expected;
                case AskAgain:
                    counters.Add("asksRepeated");
                    await Task.Delay(Jittered(AfterAskAgain), time, cancel);
                    break;
                default:
                    throw new InvalidOperationException($"A payment answered {question.GetType().Name} with {answer.GetType().Name}");
            }
        }
    }

    // Many are asked again at once after a hand-off; spread, they do not all arrive together.
    private static TimeSpan Jittered(TimeSpan around) => around * (0.8 + (0.4 * Random.Shared.NextDouble()));
}
