namespace RmsActors.Hosting;

/// <summary>One line of a metric: a count of <see cref="Counters"/>, and the labels that it goes under.</summary>
/// <param name="Count">The count's name at <c>/stats</c>.</param>
/// <param name="Labels">Label and value; the same labels for all series of a metric.</param>
public sealed record CountSeries(string Count, params KeyValuePair<string, object?>[] Labels)
{
    /// <summary>A series with one label.</summary>
    public static CountSeries Of(string count, string label, string value) => new(count, new KeyValuePair<string, object?>(label, value));
}
