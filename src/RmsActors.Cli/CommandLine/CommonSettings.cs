using System.CommandLine;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.CommandLine;

/// <summary>Options that several verbs share.</summary>
internal static class CommonSettings
{
    public static SettingOption Kafka() => SettingOption.Of<KafkaOptions>(
        "--kafka", KafkaOptions.Section, nameof(KafkaOptions.Bootstrap), "HOST:PORT", "Brokers to start from, several separated by commas.");

    public static SettingOption KafkaEmbedded() => SettingOption.Of<KafkaOptions>(
        "--kafka-embedded", KafkaOptions.Section, nameof(KafkaOptions.Embedded), "", "The brokers are those of rms kafka, whose timings differ from a real cluster's.");

    public static SettingOption Postgres() => SettingOption.Of<StoreOptions>(
        "--postgres", StoreOptions.Section, nameof(StoreOptions.Postgres), "CONNECTION", "Npgsql connection string of the PostgreSQL database that holds every store, instead of SQLite files.");

    public static SettingOption Data() => SettingOption.Of<StoreOptions>(
        "--data", StoreOptions.Section, nameof(StoreOptions.Data), "DIR", "Folder of the SQLite files; made if absent.");

    /// <summary><c>--http [HOST:]PORT</c>.</summary>
    public static SettingOption Http()
    {
        var option = OptionOf.Text("--http", "[HOST:]PORT", "Where to serve the endpoints; port 0 takes any free one. Settings Http:Host and Http:Port (default 127.0.0.1:0, port from 0 to 65535).");
        return new(option, parsed => parsed.GetValue(option) is { } address ? Split(address) : []);
    }

    /// <summary><c>--set Section:Key=value</c>, for every setting that has no option of its own.</summary>
    public static SettingOption Set()
    {
        var option = new Option<string[]>("--set")
        {
            HelpName = "SECTION:KEY=VALUE",
            Description = "Any other setting, such as Kafka:Client:debug=broker; the README and appsettings.json list them. May be repeated.",
        };
        option.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value).Where(text => !IsAssignment(text)))
            {
                result.AddError($"--set = '{text}': expected SECTION:KEY=VALUE");
            }
        });
        return new(option, parsed => (parsed.GetValue(option) ?? []).Select(text =>
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            return KeyValuePair.Create(text[..at], (string?)text[(at + 1)..]);
        }));
    }

    private static bool IsAssignment(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && equals > colon + 1;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Split(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon >= 0)
        {
            yield return new($"{HttpOptions.Section}:{nameof(HttpOptions.Host)}", address[..colon].Trim('[', ']'));
        }

        yield return new($"{HttpOptions.Section}:{nameof(HttpOptions.Port)}", address[(colon + 1)..]);
    }
}
