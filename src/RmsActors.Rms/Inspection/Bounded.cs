using System.Text;

namespace RmsActors.Rms.Inspection;

/// <summary>As much of a list as fits into one message between nodes, whose size Akka's remoting bounds at 128,000 bytes.</summary>
internal static class Bounded
{
    private const int MaxBytes = 90_000;

    // Names of members, numbers and times around the text.
    private const int BytesAround = 200;

    /// <summary>The first ones, and how many more there are.</summary>
    /// <param name="textOf">What of an item may be long.</param>
    public static (IReadOnlyList<T> Listed, int NotListed) Take<T>(IReadOnlyCollection<T> items, int limit, Func<T, string> textOf)
    {
        var listed = new List<T>();
        var bytes = 0;
        foreach (var item in items.Take(limit))
        {
            // A quote or a backslash takes two.
            bytes += BytesAround + (2 * Encoding.UTF8.GetByteCount(textOf(item)));
            if (bytes > MaxBytes)
            {
                break;
            }

            listed.Add(item);
        }

        return (listed, items.Count - listed.Count);
    }
}
