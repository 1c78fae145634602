using RmsActors.Cli.Demo;

namespace RmsActors.Cli.Tests.Demo;

public class ChildSettingsTests
{
    [Fact]
    public void Settings_and_connection_string_travel_in_the_environment_and_the_last_word_counts() =>
        ChildSettings.Of(new DemoOptions
        {
            Postgres = "Host=db;Password=hush",
            Settings = [new("Kafka:Client:sasl.password", "first"), new("kafka:client:SASL.password", "hush"), new("Kyc:Delay", "1ms")],
        }).ShouldBe(
            new Dictionary<string, string>
            {
                ["RMS__Kafka__Client__sasl.password"] = "hush",
                ["RMS__Kyc__Delay"] = "1ms",
                ["RMS__Store__Postgres"] = "Host=db;Password=hush",

                // The demo's roles serve this machine alone.
                ["RMS__Access__Authority"] = "",
                ["RMS__Access__Audience"] = "",
                ["RMS__Access__ReadTokenFile"] = "",
                ["RMS__Access__OperateTokenFile"] = "",
            },
            ignoreOrder: true);

    [Fact]
    public void No_command_line_of_a_child_holds_them() =>
        DemoRoles.Common("127.0.0.1:1", embedded: true, "data").ShouldBe(
            ["--kafka", "127.0.0.1:1", "--kafka-embedded", "--data", "data", "--http", "127.0.0.1:0"]);
}
