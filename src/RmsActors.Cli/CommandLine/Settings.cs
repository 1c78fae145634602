using Microsoft.Extensions.Configuration;
using RmsActors.Hosting;

namespace RmsActors.Cli.CommandLine;

/// <summary>
/// Where settings come from, each overriding those before it: appsettings.json beside the executable, appsettings.json in the
/// working folder, environment variables (<c>RMS__Kyc__SilentShare</c> is <c>Kyc:SilentShare</c>), the command line.
/// </summary>
internal static class Settings
{
    public const string EnvironmentPrefix = "RMS__";
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
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, File), optional: true, reloadOnChange: false)
                .AddJsonFile(Path.GetFullPath(File), optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsException($"{unreadable.Message} {unreadable.InnerException?.Message}".TrimEnd());
        }
    }
}
