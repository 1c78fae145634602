using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Verbs;

/// <summary>A verb that runs a role until it is asked to end.</summary>
internal static class RoleVerb
{
    public static Command Create(Role role, string description, params SettingOption[] own)
    {
        SettingOption[] settings =
        [
            .. own, CommonSettings.Kafka(), CommonSettings.KafkaEmbedded(), CommonSettings.Postgres(), CommonSettings.Data(), CommonSettings.Http(), CommonSettings.Set(),
        ];
        var command = new Command(role.Name, description);
        foreach (var setting in settings)
        {
            command.Add(setting.Option);
        }

        var withKafka = role with
        {
            Add = builder =>
            {
                builder.Services.AddValidatedOptions<KafkaOptions>(builder.Configuration, KafkaOptions.Section);
                role.Add(builder);
            },
        };
        command.SetAction((parsed, cancel) => RoleHost.RunAsync(
            withKafka, Settings.Read(settings.SelectMany(setting => setting.Read(parsed))), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }
}
