using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RmsActors.Kyc;

/// <summary>How one request is treated.</summary>
/// <param name="Silent">Not answered at all.</param>
/// <param name="Duplicate">Answered twice.</param>
/// <param name="Late">Answered too late, within <paramref name="Delay"/>.</param>
/// <param name="Wrong">What wrong answer comes before the right one, if any.</param>
/// <param name="Delay">How long the answer takes.</param>
public sealed record Treatment(bool Silent, bool Duplicate, bool Late, WrongAnswer? Wrong, TimeSpan Delay);

/// <summary>In what way an answer is wrong.</summary>
public enum WrongAnswer
{
    OtherRequest,
    OtherWallet,
    ScoreOutOfRange,
}

/// <summary>Which request is treated how: derived from seed and request id, so that a repeated request is treated the same.</summary>
public sealed class Behaviour
{
    private readonly KycOptions _options;
    private readonly DelayDistribution _delay;

    /// <param name="options">Read as settings, and so checked.</param>
    /// <exception cref="FormatException">The delay's text is none.</exception>
    public Behaviour(KycOptions options)
    {
        _options = options;
        _delay = DelayDistribution.Parse(options.Delay);
    }

    /// <summary>How this request is treated, each time it comes.</summary>
    public Treatment Of(string requestId)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{_options.Seed}\n{requestId}"));
        var late = Draw(2) < _options.LateShare;
        return new Treatment(
            Silent: Draw(0) < _options.SilentShare,
            Duplicate: Draw(1) < _options.DuplicateShare,
            Late: late,
            Wrong: Draw(3) < _options.WrongShare ? (WrongAnswer)(digest[^1] % 3) : null,
            Delay: _delay.At(Draw(4)) + (late ? _options.LateBy : TimeSpan.Zero));

        // Uniform in 0 up to but not including 1, independent for each question.
        double Draw(int question) => BinaryPrimitives.ReadUInt32LittleEndian(digest.AsSpan(question * 4)) / 4_294_967_296d;
    }
}
