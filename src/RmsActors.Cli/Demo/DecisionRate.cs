namespace RmsActors.Cli.Demo;

/// <summary>Decisions per second over the last seconds.</summary>
internal sealed class DecisionRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private readonly Queue<(long At, int Decided)> _samples = new();

    public double Add(int decided)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, decided));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
        {
            _samples.Dequeue();
        }

        var (since, before) = _samples.Peek();
        var elapsed = time.GetElapsedTime(since, now).TotalSeconds;
        return elapsed > 0 ? (decided - before) / elapsed : 0;
    }
}
