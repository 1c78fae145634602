namespace RmsActors.Rms.Streams;

/// <summary>
/// When a question without answer is put again: after a time that grows, and while its shard is silent by one of those who wait
/// alone. Who puts it, and waits, is somebody else.
/// </summary>
/// <param name="askTimeout">The first wait; the second is twice, all further ones are four times as long.</param>
public sealed class AskPatience(TimeSpan askTimeout)
{
    // Shorter than the shortest wait for an answer: whoever has waited in vain must find it silent.
    private const double Silence = 0.75;

    private const int MostTimes = 4;

    private int _times = 1;

    /// <summary>The voice of a shard that is asked with this patience.</summary>
    public static ShardVoice VoiceOf(TimeSpan askTimeout, TimeProvider time) => new(Silence * askTimeout, time);

    /// <summary>The question has been put, for the first time or again: how long to wait for the answer.</summary>
    public TimeSpan Next()
    {
        var wait = _times * askTimeout;
        _times = Math.Min(2 * _times, MostTimes);
        return wait;
    }

    /// <summary>After a wait in vain: whether to put the question again now, or to wait for the ask timeout once more.</summary>
    public static bool MayAskAgain(ShardVoice voice) => !voice.IsSilent || voice.TryProbe();

    /// <summary>Give or take a fifth: many are asked again at once after a hand-off, and are not all to arrive together.</summary>
    /// <param name="drawn">At random, from 0 up to 1.</param>
    public static TimeSpan Jittered(TimeSpan around, double drawn) => around * (0.8 + (0.4 * drawn));
}
