using System.Security.Cryptography;
using System.Text;

namespace RmsActors.Hosting;

/// <summary>
/// The tokens in a file, one a line. The file is looked at again every few seconds, so that a token is replaced without a restart:
/// add the new one, have callers use it, take the old one out.
/// </summary>
internal sealed class StaticTokens
{
    private const int MinLength = 32;
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private IReadOnlyList<byte[]> _hashes;
    private long _lookedAt;

    /// <param name="key">The setting that names the file.</param>
    /// <exception cref="OptionsException">The file cannot be read, or holds no token that can be used.</exception>
    public StaticTokens(string key, string file, TimeProvider time)
    {
        (_file, _time) = (file, time);
        try
        {
            _hashes = Read(file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new OptionsException($"{key} = '{file}': expected a file with a token of {MinLength} characters or more on each line: {unusable.Message}");
        }

        _lookedAt = time.GetTimestamp();
    }

    /// <summary>Whether it is one of them; takes the same time whichever it is not.</summary>
    public bool Contains(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        var found = false;
        foreach (var known in Current())
        {
            found |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return found;
    }

    private IReadOnlyList<byte[]> Current()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) >= LookEvery)
            {
                _lookedAt = _time.GetTimestamp();
                try
                {
                    _hashes = Read(_file);
                }
                catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    // It is just being replaced, or was taken away: nobody who lacks a token gets in by that, and who had one is not locked out.
                }
            }

            return _hashes;
        }
    }

    // The tokens themselves are not kept: whoever reads this process's memory or a dump of it finds none.
    private static List<byte[]> Read(string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > MaxBytes })
        {
            throw new InvalidDataException($"it is larger than {MaxBytes} bytes");
        }

        var tokens = File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return tokens.Count == 0 ? throw new InvalidDataException("it is empty")
            : tokens.Exists(token => token.Length < MinLength) ? throw new InvalidDataException("one is shorter")
            : tokens.ConvertAll(token => SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }
}
