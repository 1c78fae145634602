using Microsoft.Extensions.Configuration;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Cli.Tests.CommandLine;

/// <summary>Alone, since the environment is the whole process's.</summary>
[CollectionDefinition(nameof(SettingsTests), DisableParallelization = true)]
[Collection(nameof(SettingsTests))]
public class SettingsTests
{
    [Fact]
    public void The_command_line_wins_over_the_environment_and_its_last_word_over_its_first()
    {
        const string variable = "RMS__Kafka__Client__client.id";
        const string key = "Kafka:Client:client.id";
        Environment.SetEnvironmentVariable(variable, "environment");
        try
        {
            Settings.Read([])[key].ShouldBe("environment");
            Settings.Read([new(key, "first"), new("kafka:client:CLIENT.ID", "last")])[key].ShouldBe("last");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Every_bad_setting_of_every_section_is_told_at_once() =>
        Should.Throw<OptionsException>(() => Settings.Read(
            [new("Rms:Partitions", "0"), new("Kcy:Delay", "1ms"), new("Kyc:Seed", "x"), new("Kafka:Client:acks", "0"), new("logging:LogLevel:Default", "Debug")]))
            .Message.Split(Environment.NewLine).ShouldBe(
            [
                "Kcy: no such section of settings; there are Kafka, Store, Http, Observability, Management, Access, Payments, Antifraud, Kyc, Cluster, Rms, Scoring, Journal, Logging",
                "Kafka:Client:acks = '0': not to be set here; delivery guarantees rest on it, or another setting holds it",
                "Kyc:Seed = 'x': expected a whole number",
                "Rms:Partitions = '0': expected a whole number from 1 to 10000",
            ]);

    [Fact]
    public void A_section_that_does_not_exist_is_refused_in_the_environment_too()
    {
        const string variable = "RMS__Foo__Bar";
        Environment.SetEnvironmentVariable(variable, "1");
        try
        {
            Should.Throw<OptionsException>(() => Settings.Read([])).Message.ShouldStartWith("Foo: no such section of settings; there are Kafka, ");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Secrets_come_from_files_over_which_the_environment_wins()
    {
        const string variable = "RMS__Kafka__Client__client.id";
        var (one, other) = (Directory.CreateTempSubdirectory("rms-secrets-"), Directory.CreateTempSubdirectory("rms-secrets-"));
        try
        {
            // As Kubernetes mounts a Secret: links into a folder that is replaced as a whole.
            var mounted = one.CreateSubdirectory("..2026_01_01");
            File.WriteAllText(Path.Combine(mounted.FullName, "Kafka__Client__sasl.password"), "from a file\n");
            Directory.CreateSymbolicLink(Path.Combine(one.FullName, "..data"), mounted.Name);
            File.CreateSymbolicLink(Path.Combine(one.FullName, "Kafka__Client__sasl.password"), "..data/Kafka__Client__sasl.password");
            File.WriteAllText(Path.Combine(other.FullName, "Kafka__Client__client.id"), "file");
            Environment.SetEnvironmentVariable(Settings.SecretsVariable, $"{one.FullName}:{other.FullName}");

            Settings.Read([])["Kafka:Client:sasl.password"].ShouldBe("from a file");
            Settings.Read([])["Kafka:Client:client.id"].ShouldBe("file");
            Environment.SetEnvironmentVariable(variable, "environment");
            Settings.Read([])["Kafka:Client:client.id"].ShouldBe("environment");

            // A file that is no setting's is told, and what it holds is not.
            File.WriteAllText(Path.Combine(other.FullName, "password.txt"), "s3cr3t");
            var message = Should.Throw<OptionsException>(() => Settings.Read([])).Message;
            message.ShouldStartWith("password.txt: no such section of settings; there are Kafka, ");
            message.ShouldNotContain("s3cr3t");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Settings.SecretsVariable, null);
            Environment.SetEnvironmentVariable(variable, null);
            one.Delete(recursive: true);
            other.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_of_secrets_that_is_not_there_is_an_error()
    {
        Environment.SetEnvironmentVariable(Settings.SecretsVariable, "/none/of/this");
        try
        {
            Should.Throw<OptionsException>(() => Settings.Read([])).Message.ShouldBe("RMS_SECRETS = '/none/of/this': expected a folder that can be read, with a file a setting, such as Store__Postgres");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Settings.SecretsVariable, null);
        }
    }

    [Fact]
    public void The_shipped_file_lists_every_setting_with_its_default()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        foreach (var (section, type) in RoleOptions.Sections)
        {
            var standard = Activator.CreateInstance(type)!;
            var read = ValidatedOptions.Read(file, section, type);
            var keys = file.GetSection(section).GetChildren().Select(entry => entry.Key).ToList();
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                keys.ShouldContain(property.Name, $"{section}:{property.Name} is not in appsettings.json");
                (property.GetValue(read) ?? "").ShouldBeEquivalentTo(property.GetValue(standard) ?? "", $"{section}:{property.Name}");
            }
        }
    }
}
