namespace RmsActors.Hosting;

/// <summary>A setting that cannot be used. The message names the key, the value and what was expected; the process ends with exit code 2.</summary>
public sealed class OptionsException(string message) : Exception(message)
{
    /// <summary>Throws where a role's topics are not on its cluster.</summary>
    /// <param name="bootstrap">The cluster, as it was configured.</param>
    /// <param name="missing">The topics; none is well.</param>
    public static void ThrowIfTopicsAreMissing(string bootstrap, IReadOnlyList<string> missing)
    {
        if (missing.Count > 0)
        {
            throw new OptionsException($"Kafka:Bootstrap = '{bootstrap}': these topics are missing there: {string.Join(", ", missing)}; make them with 'rms topics create'");
        }
    }
}
