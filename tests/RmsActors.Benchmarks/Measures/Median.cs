namespace RmsActors.Benchmarks.Measures;

/// <summary>The value in the middle; of an even number of them, halfway between the two in the middle.</summary>
internal static class Median
{
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("There is no median of nothing.", nameof(values));
        }

        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
