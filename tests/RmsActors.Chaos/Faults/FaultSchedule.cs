namespace RmsActors.Chaos.Faults;

/// <summary>When each fault strikes: the same seed, the same faults at the same times.</summary>
internal static class FaultSchedule
{
    // Payments flow before the first strike, and after the last one began.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Every kind once, in random order over the length; in what room is left, kinds again whose time has come. Strikes overlap
    /// where they last longer than their distance.
    /// </summary>
    public static IReadOnlyList<(TimeSpan At, FaultKind Kind, int Seed)> Of(int seed, IReadOnlyList<FaultKind> kinds, TimeSpan length)
    {
        if (kinds.Count == 0)
        {
            return [];
        }

        var random = new Random(seed);
        var window = length - (2 * Lead);
        var slots = Math.Max(kinds.Count, (int)(window / Spacing));
        var once = kinds.ToArray();
        random.Shuffle(once);
        var schedule = new List<(TimeSpan, FaultKind, int)>(slots);
        var last = new Dictionary<FaultKind, TimeSpan>();
        for (var slot = 0; slot < slots; slot++)
        {
            var at = Lead + ((slot + random.NextDouble() / 2) * window / slots);
            var kind = slot < once.Length ? once[slot] : Due(at);
            var own = random.Next();
            if (kind is not null)
            {
                last[kind] = at;
                schedule.Add((at, kind, own));
            }
        }

        return schedule;

        FaultKind? Due(TimeSpan at)
        {
            var due = kinds.Where(kind => !last.TryGetValue(kind, out var before) || at - before >= kind.Again).ToList();
            return due.Count == 0 ? null : due[random.Next(due.Count)];
        }
    }
}
