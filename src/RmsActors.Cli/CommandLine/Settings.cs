using Microsoft.Extensions.Configuration;
using RmsActors.Hosting;

namespace RmsActors.Cli.CommandLine;

/// <summary>
/// Where settings come from, each overriding those before it: appsettings.json beside the executable, appsettings.json in the
/// working folder, the folders that <see cref="SecretsVariable"/> names, environment variables (<c>RMS__Kyc__SilentShare</c> is
/// <c>Kyc:SilentShare</c>), the command line.
/// </summary>
internal static class Settings
{
    public const string EnvironmentPrefix = "RMS__";

    /// <summary>
    /// The environment variable that names folders, separated as in PATH, with a file a setting, as Kubernetes mounts a Secret: <c>Store__Postgres</c>
    /// holds <c>Store:Postgres</c>, <c>Kafka__Client__sasl.password</c> what no shell could export. A line break at the end does not count.
    /// </summary>
    public const string SecretsVariable = "RMS_SECRETS";

    private const string File = "appsettings.json";

    /// <summary>Reads and checks all of them.</summary>
    /// <param name="commandLine">Keys and values; of several with one key the last counts.</param>
    /// <exception cref="OptionsException">A file cannot be read, or settings cannot be used: one line each.</exception>
    public static IConfigurationRoot Read(IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        var last = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in commandLine)
        {
            last[key] = value;
        }

        var settings = Build(last);
        RoleOptions.Check(settings);
        return settings;
    }

    private static IConfigurationRoot Build(IReadOnlyDictionary<string, string?> commandLine)
    {
        try
        {
            return SecretFolders()
                .Aggregate(
                    new ConfigurationBuilder()
                        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, File), optional: true, reloadOnChange: false)
                        .AddJsonFile(Path.GetFullPath(File), optional: true, reloadOnChange: false),
                    (sources, folder) => sources.AddKeyPerFile(folder, optional: false))
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsException($"{unreadable.Message} {unreadable.InnerException?.Message}".TrimEnd());
        }
    }

    private static IEnumerable<string> SecretFolders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable(SecretsVariable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Directory.Exists(folder)
                ? Path.GetFullPath(folder)
                : throw new OptionsException($"{SecretsVariable} = '{folder}': expected a folder that can be read, with a file a setting, such as {StoreOptions.Section}__{nameof(StoreOptions.Postgres)}");
        }
    }
}
