namespace RmsActors.Benchmarks.Roles;

/// <summary>A consumer group that commits, and what it reads.</summary>
internal sealed record Readers(string Group, IReadOnlyList<string> Topics)
{
    /// <summary>Reads <c>GROUP=TOPIC,…</c>.</summary>
    public static Readers Parse(string text)
    {
        var parts = text.Split('=');
        return new Readers(parts[0], parts[1].Split(','));
    }

    public override string ToString() => $"{Group}={string.Join(',', Topics)}";
}
