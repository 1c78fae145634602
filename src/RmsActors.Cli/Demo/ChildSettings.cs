using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Cli.Demo;

/// <summary>
/// The demo's settings as its children's environment: a password or connection string among them would be shown to every user of the machine
/// on a command line.
/// </summary>
internal static class ChildSettings
{
    /// <summary>Environment variables, by name.</summary>
    public static IReadOnlyDictionary<string, string> Of(DemoOptions options)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in options.Settings)
        {
            settings[NameOf(key)] = value ?? "";
        }

        if (options.Postgres is { } postgres)
        {
            settings[NameOf($"{StoreOptions.Section}:{nameof(StoreOptions.Postgres)}")] = postgres;
        }

        // They serve this machine alone; who asks them here has no token.
        foreach (var property in (string[])[nameof(AccessOptions.Authority), nameof(AccessOptions.Audience), nameof(AccessOptions.ReadTokenFile), nameof(AccessOptions.OperateTokenFile)])
        {
            settings[NameOf($"{AccessOptions.Section}:{property}")] = "";
        }

        return settings;
    }

    // A variable that is there already, in whatever case, is the one to set: of two that differ in case alone, either could win.
    private static string NameOf(string key)
    {
        var name = Settings.EnvironmentPrefix + key.Replace(":", "__", StringComparison.Ordinal);
        return Environment.GetEnvironmentVariables().Keys.Cast<string>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
    }
}
