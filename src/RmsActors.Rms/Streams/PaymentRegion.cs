using System.Collections.Concurrent;
using System.Security.Cryptography;
using Akka.Actor;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Streams;

/// <summary>
/// Asks payments, wherever they live, until they answer. Sharding drops messages at a hand-off and while a shard starts, and
/// says nothing; asking twice is harmless.
/// </summary>
/// <param name="region">The shard region.</param>
/// <param name="shards">Tells which shard a payment belongs to.</param>
/// <param name="askTimeout">
/// After how long the question is put again, give or take a fifth; twice and then four times as long for the same question's
/// further repetitions, unless its shard was silent meanwhile.
/// </param>
/// <param name="counters">Counts <c>asksRepeated</c>.</param>
/// <param name="time">Times the repetitions.</param>
public sealed class PaymentRegion(IActorRef region, PaymentShard shards, TimeSpan askTimeout, Counters counters, TimeProvider time)
{
    private static readonly TimeSpan AfterAskAgain = TimeSpan.FromMilliseconds(100);

    // In every asker's name. Akka numbers those of its own Ask from nought in each process: after a restart under the same address, an
    // answer to the process before would reach whoever has the number now, and be taken for another payment's decision.
    private readonly string _life = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly ConcurrentDictionary<string, ShardVoice> _voices = new(StringComparer.Ordinal);
    private long _questions;

    /// <summary>The payment's answer.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(IPaymentMessage question, CancellationToken cancel)
        where TAnswer : class
    {
        var voice = _voices.GetOrAdd(shards.ShardId(question.PaymentId), _ => AskPatience.VoiceOf(askTimeout, time));
        while (true)
        {
            switch (await AskAsync(question, voice, cancel))
            {
                case TAnswer expected:
                    return expected;
                case AskAgain:
                    counters.Add("asksRepeated");
                    await Task.Delay(Jittered(AfterAskAgain), time, cancel);
                    break;
                case var answer:
                    throw new InvalidOperationException($"A payment answered {question.GetType().Name} with {answer.GetType().Name}");
            }
        }
    }

    // One asker for all repetitions: whichever of them is answered, and however late, it is the answer.
    private async Task<object> AskAsync(IPaymentMessage question, ShardVoice voice, CancellationToken cancel)
    {
        var provider = ((IInternalActorRef)region).Provider;
        var path = provider.TempContainer.Path / $"{_life}-{Interlocked.Increment(ref _questions)}";
        var answer = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = new FutureActorRef<object>(answer, path, provider);
        provider.RegisterTempActor(asker, path);
        try
        {
            region.Tell(question, asker);
            for (var patience = new AskPatience(askTimeout); !await AnsweredAsync(answer.Task, voice, patience.Next(), cancel);)
            {
                counters.Add("asksRepeated");
                region.Tell(question, asker);
            }

            voice.Answered();
            return await answer.Task;
        }
        finally
        {
            provider.UnregisterTempActor(path);
        }
    }

    /// <returns>False when the question should be put again.</returns>
    private async Task<bool> AnsweredAsync(Task<object> answer, ShardVoice voice, TimeSpan patience, CancellationToken cancel)
    {
        var resumption = voice.ResumptionAsync();
        var either = Task.WhenAny(answer, resumption);
        await WaitAsync(either, patience, cancel);
        while (!either.IsCompleted && !AskPatience.MayAskAgain(voice))
        {
            await WaitAsync(either, askTimeout, cancel);
        }

        return answer.IsCompleted;
    }

    private async Task WaitAsync(Task task, TimeSpan around, CancellationToken cancel)
    {
        try
        {
            await task.WaitAsync(Jittered(around), time, cancel);
        }
        catch (TimeoutException)
        {
            // Time to look at how the shard does.
        }
    }

    private static TimeSpan Jittered(TimeSpan around) => AskPatience.Jittered(around, Random.Shared.NextDouble());
}
