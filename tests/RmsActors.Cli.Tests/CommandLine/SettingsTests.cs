using Microsoft.Extensions.Configuration;
using RmsActors.Cli.CommandLine;

namespace RmsActors.Cli.Tests.CommandLine;

public class SettingsTests
{
    [Fact]
    public void The_command_line_wins_over_the_environment_and_its_last_word_over_its_first()
    {
        const string variable = "RMS__SettingsTests__Value";
        Environment.SetEnvironmentVariable(variable, "environment");
        try
        {
            Settings.Read([])["SettingsTests:Value"].ShouldBe("environment");
            Settings.Read([new("SettingsTests:Value", "first"), new("settingstests:value", "last")])["SettingsTests:Value"].ShouldBe("last");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void The_shipped_file_lists_every_setting_with_its_default()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        foreach (var (section, type) in RoleOptions.Sections)
        {
            var standard = Activator.CreateInstance(type)!;
            var read = RoleOptions.Read(file, section, type);
            var keys = file.GetSection(section).GetChildren().Select(entry => entry.Key).ToList();
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                keys.ShouldContain(property.Name, $"{section}:{property.Name} is not in appsettings.json");
                (property.GetValue(read) ?? "").ShouldBeEquivalentTo(property.GetValue(standard) ?? "", $"{section}:{property.Name}");
            }
        }
    }
}
