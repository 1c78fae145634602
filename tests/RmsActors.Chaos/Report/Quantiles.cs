namespace RmsActors.Chaos.Report;

/// <summary>How a measured time is distributed.</summary>
/// <param name="P50">Half of all are at most this.</param>
/// <param name="P99">And 99 of a hundred this.</param>
internal sealed record Quantiles(double P50, double P99)
{
    /// <summary>Of these figures, to whole numbers; null: there are none.</summary>
    public static Quantiles? Of(IReadOnlyCollection<double> figures)
    {
        if (figures.Count == 0)
        {
            return null;
        }

        var sorted = figures.Order().ToList();
        return new Quantiles(At(0.5), At(0.99));

        double At(double share) => Math.Round(sorted[(int)Math.Ceiling(share * sorted.Count) - 1]);
    }
}
