using System.Globalization;
using System.Net.Http.Headers;
using RmsActors.Cli;
using RmsActors.Cli.CommandLine;
using RmsActors.EndToEnd.Tests.Demo;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests.Secrets;

/// <summary>Passwords, keys and tokens are in no log, answer, help, error or command line, however talkative the processes are.</summary>
public class SecretsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Payment = "pay-1";

    private static readonly string[][] s_questions =
    [
        ["cluster", "show"], ["cluster-sharding", "regions"], ["cluster-sharding", "shards"], ["cluster-sharding", "entities", "--shard", new PaymentShard(RmsCluster.Partitions).ShardId(Payment)], ["actor", "hierarchy"],
        ["log", "tail", "--no-follow", "--lines", "500"], ["log", "level"], ["where", Payment], ["inflight"], ["payment", "show", Payment], ["verify", Payment], ["lag"], ["quarantine", "--list"],
    ];

    [SkippableFact]
    public async Task Roles_that_work_show_none_in_logs_answers_and_command_lines()
    {
        using var secrets = new KnownSecrets(await postgres.CreateDatabaseAsync());
        var management = LoopbackPorts.Free(1)[0].ToString(CultureInfo.InvariantCulture);
        await using var kafka = await StartAsync(secrets, "kafka");
        string[] common = ["--kafka", AddressOf(kafka), "--kafka-embedded"];
        await using var payments = await StartAsync(secrets, ["payments", .. common]);
        await using var antifraud = await StartAsync(secrets, ["antifraud", .. common]);
        await using var kyc = await StartAsync(secrets, ["kyc", .. common]);
        await using var node = await StartAsync(secrets, ["node", .. common, "--port", "0", "--set", $"Management:Port={management}"]);
        RmsProcess[] roles = [kafka, payments, antifraud, kyc, node];

        var submitted = await RmsAsync("submit", "--url", AddressOf(payments), "--id", Payment, "--wallet", "w", "--amount", "10", "--wait", "--token-file", secrets.TokenFile);
        submitted.ShouldBe((0, submitted.Text));
        secrets.AreNotIn(submitted.Text, "submit");
        foreach (var question in s_questions)
        {
            var (code, text) = await RmsAsync([.. question, "--node", $"http://127.0.0.1:{management}", "--token-file", secrets.TokenFile]);
            code.ShouldBe(0, text);
            secrets.AreNotIn(text, string.Join(' ', question));
        }

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(secrets.TokenFile)).Trim());
        foreach (var role in roles.Skip(1))
        {
            foreach (var path in (string[])["/stats", "/metrics", "/healthz/ready", "/healthz/live"])
            {
                secrets.AreNotIn(await http.GetStringAsync(AddressOf(role) + path), role.CommandLine + path);
            }
        }

        foreach (var role in roles.Reverse())
        {
            secrets.AreNotIn(role.CommandLine, "command line");
            role.Signal("TERM");
            (await role.ExitAsync()).ShouldBe(0, role.Error);
            secrets.AreNotIn(role.Output + role.Error, role.Output);
        }

        // They had them, and said all that they say.
        node.Error.ShouldContain("sasl.password = [redacted]");
        node.Error.ShouldContain("\"LogLevel\":\"Debug\"");
    }

    [SkippableFact]
    public async Task The_demo_hands_them_on_out_of_sight()
    {
        using var secrets = new KnownSecrets(await postgres.CreateDatabaseAsync());
        await using var demo = RmsProcess.StartWith(secrets.Environment, "demo", "--payments", "20", "--nodes", "1", "--keep-running", "--data", secrets.Data);
        await demo.WroteAsync("Everything stays up until Ctrl-C.");

        var children = demo.Children();
        children.Count.ShouldBe(5);
        foreach (var line in children.Values.Append(demo.CommandLine))
        {
            secrets.AreNotIn(line, "command line");
        }

        demo.Signal("INT");
        await demo.ExitAsync();
        secrets.AreNotIn(demo.Output + demo.Error, "demo");
        foreach (var log in Directory.GetFiles(Path.Combine(secrets.Data, "logs")))
        {
            secrets.AreNotIn(await File.ReadAllTextAsync(log), log);
        }
    }

    [SkippableFact]
    public async Task Connections_that_fail_tell_none()
    {
        var server = await postgres.StartServerAsync();
        await AskForPasswordsAsync(server);
        using var refused = new KnownSecrets(server.ConnectionString);
        using var unreachable = new KnownSecrets("Host=127.0.0.1;Port=1;Database=rms;Username=rms");

        // The embedded broker knows nothing of SASL.
        await using var kafka = RmsProcess.Start("kafka");
        await kafka.WroteAsync("ready ");
        using var stranger = new KnownSecrets();
        stranger.Set("Kafka__Client__security.protocol", "SASL_PLAINTEXT");
        stranger.Set("Kafka__Client__sasl.mechanism", "PLAIN");
        stranger.Set("Kafka__Client__sasl.username", "rms");

        // At once: the last one gives up only after half a minute.
        await Task.WhenAll(
            FailsAsync(refused, 1, "password authentication failed", "payments", "--kafka", "127.0.0.1:1"),
            FailsAsync(refused, 1, "password authentication failed", "migrate"),
            FailsAsync(refused, 1, "password authentication failed", "quarantine", "--list"),
            FailsAsync(unreachable, 1, "Failed to connect to 127.0.0.1:1", "node", "--kafka", "127.0.0.1:1", "--port", "0", "--set", "Management:Port=0"),
            FailsAsync(stranger, 1, "No Kafka broker answered", "topics", "check", "--kafka", AddressOf(kafka)));
    }

    [Fact]
    public async Task Neither_help_nor_what_is_said_of_a_bad_setting_tells_one()
    {
        using var secrets = new KnownSecrets("Host=127.0.0.1;Port=1");
        await Task.WhenAll(Program.Verbs().Select(async verb =>
        {
            var (code, output, error) = await RmsProcess.RunWithAsync(secrets.Environment, verb.Name, "--help");
            code.ShouldBe(0, error);
            secrets.AreNotIn(output + error, verb.Name);
        }));

        secrets.Set("Kafka__Client__sasl.pasword", "Qx4saslPassword");
        secrets.Set("Kafka__Client__sasl.jaas.config", "org.apache.kafka.common.security.plain.PlainLoginModule required password=\"Qx4saslPassword\";");
        secrets.Set("Store__Postgres", "Host=db;Password=x;Qx3databasePassword=y");
        await FailsAsync(secrets, 2, "sasl.pasword", "node");

        using var tokens = new KnownSecrets();
        await File.WriteAllTextAsync(tokens.TokenFile, "Qx6keyPassword");
        await FailsAsync(tokens, 2, "32 characters or more", "payments", "--kafka", "127.0.0.1:1", "--data", tokens.Data);
        await File.WriteAllTextAsync(tokens.TokenFile, "Qx6keyPassword with a space");
        await FailsAsync(tokens, 2, "without spaces", "cluster", "show", "--token-file", tokens.TokenFile);
    }

    private static async Task FailsAsync(KnownSecrets secrets, int expected, string with, params string[] arguments)
    {
        var (code, output, error) = await RmsProcess.RunWithAsync(secrets.Environment, arguments);
        code.ShouldBe(expected, output + error);
        (output + error).ShouldContain(with);
        secrets.AreNotIn(output + error, string.Join(' ', arguments));
    }

    private static async Task<RmsProcess> StartAsync(KnownSecrets secrets, params string[] arguments)
    {
        var role = RmsProcess.StartWith(secrets.Environment, arguments);
        await role.WroteAsync("ready ");
        return role;
    }

    private static string AddressOf(RmsProcess role) => role.Output.Split('\n')[0].Trim().Split(' ')[^1];

    private static async Task<(int Code, string Text)> RmsAsync(params string[] args)
    {
        using var text = new StringWriter();
        return (await RmsCommand.RunAsync(Program.Verbs(), args, text, text), text.ToString());
    }

    // Its own rule lets everybody in without one.
    private static async Task AskForPasswordsAsync(PostgresServer server)
    {
        await using var connection = new Npgsql.NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var rules = Path.Combine(server.DataFolder, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, "host all all 127.0.0.1/32 scram-sha-256\n");
        await using var set = new Npgsql.NpgsqlCommand("ALTER ROLE postgres PASSWORD 'another'; SELECT pg_reload_conf()", connection);
        await set.ExecuteNonQueryAsync();
    }
}
