using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RmsActors.Cli.Tests.CommandLine;

public class RmsCommandTests
{
    [Fact]
    public async Task Help_is_success_and_names_every_verb()
    {
        var (code, output, error) = await Rms.RunAsync("--help");
        code.ShouldBe(0);
        error.ShouldBeEmpty();
        foreach (var verb in (string[])["demo", "kafka", "payments", "submit", "antifraud", "kyc", "node", "topics", "dlq", "quarantine", "cluster", "cluster-sharding", "actor", "log", "where", "inflight", "payment", "verify", "lag"])
        {
            output.ShouldContain($"\n  {verb} ", customMessage: verb);
        }
    }

    [Theory]
    [InlineData("demo", "--kyc-deadline", "default 10s")]
    [InlineData("kafka", "--partitions", "default 12, from 1 to 1000")]
    [InlineData("payments", "--http", "default 127.0.0.1:0")]
    [InlineData("submit", "--amount", "at most 4 decimals")]
    [InlineData("antifraud", "--kafka", "default localhost:9092")]
    [InlineData("kyc", "--data", "default data")]
    [InlineData("node", "--port", "default 4053, from 0 to 65535")]
    [InlineData("quarantine", "--data", "default data")]
    public async Task Help_of_a_verb_tells_default_and_range(string verb, string option, string text)
    {
        var (code, output, _) = await Rms.RunAsync(verb, "--help");
        code.ShouldBe(0);
        output.Split('\n').ShouldContain(line => line.Contains(option, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData("'nonsense'", "nonsense")]
    [InlineData("'--nonsense'", "demo", "--nonsense")]
    [InlineData("Required command was not provided")]
    [InlineData("--nodes = '0': expected a whole number from 1 to 50", "demo", "--nodes", "0")]
    [InlineData("--nodes = 'three': expected a whole number from 1 to 50", "demo", "--nodes", "three")]
    [InlineData("--payments = '0': expected a whole number from 1 to 10000000", "demo", "--payments", "0")]
    [InlineData("--rate = '0': expected a number above 0", "demo", "--rate", "0")]
    [InlineData("--rate = '-1': expected a number above 0", "demo", "--rate", "-1")]
    [InlineData("--kyc-silent = '1.1': expected a number from 0 to 1", "demo", "--kyc-silent", "1.1")]
    [InlineData("--kyc-silent = 'NaN': expected a number from 0 to 1", "demo", "--kyc-silent", "NaN")]
    [InlineData("--kyc-deadline = '10': expected a duration such as", "demo", "--kyc-deadline", "10")]
    [InlineData("--timeout = '0s': expected a duration such as", "demo", "--timeout", "0s")]
    [InlineData("expected one of the two", "demo", "--payments", "3", "--input", "payments.csv")]
    [InlineData("--set = 'Kyc': expected SECTION:KEY=VALUE", "demo", "--set", "Kyc")]
    [InlineData("Scoring:KycDeadline = '99.00:00:00'", "demo", "--set", "Scoring:KycDeadline=99.00:00:00")]
    [InlineData("Rms:MaxUndecided = 'many': expected a whole number", "demo", "--set", "Rms:MaxUndecided=many")]
    [InlineData("Rms:Nonsense: no such setting", "node", "--set", "Rms:Nonsense=1")]
    [InlineData("Kcy: no such section of settings; there are Kafka", "node", "--set", "Kcy:Delay=1ms")]
    [InlineData("Foo: no such section of settings; there are Kafka", "demo", "--set", "Foo:Bar=1")]
    [InlineData("Foo: no such section of settings; there are Kafka", "topics", "check", "--set", "Foo:Bar=1")]
    [InlineData("Kyc:Delay = 'banana': expected a delay such as 20ms, uniform:5ms..50ms", "kyc", "--delay", "banana")]
    [InlineData("Kyc:Delay = 'banana': expected a delay such as 20ms, uniform:5ms..50ms", "demo", "--set", "Kyc:Delay=banana")]
    [InlineData("Kyc:Delay = '2h': expected a delay such as 20ms, uniform:5ms..50ms", "demo", "--kyc-delay", "2h")]
    [InlineData("Store:Postgres: expected an Npgsql connection string, such as Host=db;Database=rms;Username=rms: ", "demo", "--postgres", "garbage")]
    [InlineData("Store:Postgres: expected an Npgsql connection string, such as Host=db;Database=rms;Username=rms: ", "kyc", "--postgres", "garbage")]
    [InlineData("Cluster:SeedNodes = 'nonsense': expected host:port each, the port from 1 to 65535", "node", "--seed-node", "nonsense")]
    [InlineData("Cluster:SeedNodes = 'a:1, b:0': expected host:port each, the port from 1 to 65535", "node", "--seed-node", "a:1", "--seed-node", "b:0")]
    [InlineData("Kafka:Bootstrap = 'nonsense': expected host:port, several separated by commas, each port from 1 to 65535", "payments", "--kafka", "nonsense")]
    [InlineData("Kafka:Bootstrap = 'a:9092,b': expected host:port", "topics", "check", "--kafka", "a:9092,b")]
    [InlineData("Kafka:Bootstrap = 'nonsense': expected host:port", "demo", "--kafka", "nonsense")]
    [InlineData("Kafka:Client:acks = '0': not to be set here", "node", "--set", "Kafka:Client:acks=0")]
    [InlineData("Cluster:Port = '70000': expected a whole number from 0 to 65535", "node", "--port", "70000")]
    [InlineData("Management:Port = 'x': expected a whole number from 0 to 65535", "node", "--set", "Management:Port=x")]
    [InlineData("Management:AnswerTimeout = '00:00:00': expected a duration (hh:mm:ss) from 00:00:00.1 to 00:01:00", "node", "--set", "Management:AnswerTimeout=00:00:00")]
    [InlineData("Management:Host = '0.0.0.0': expected a loopback address such as 127.0.0.1 as long as callers cannot say who they are", "node", "--port", "0", "--set", "Management:Host=0.0.0.0", "--set", "Management:Port=0")]
    [InlineData("Management:Host = 'here': expected an IP address of this machine", "node", "--port", "0", "--set", "Management:Host=here")]
    [InlineData("Http:Host = '0.0.0.0': expected a loopback address such as 127.0.0.1 as long as callers cannot say who they are", "payments", "--http", "0.0.0.0:0")]
    [InlineData("Access:Authority and Access:Audience: expected both or none", "node", "--set", "Access:Audience=rms")]
    [InlineData("Http:Port = 'x': expected a whole number from 0 to 65535", "node", "--http", "x")]
    [InlineData("Http:Host = 'nowhere': expected an IP address", "node", "--http", "nowhere:0")]
    [InlineData("--min-insync-replicas = '2': expected at most --replication, which is 1", "topics", "create", "--replication", "1", "--min-insync-replicas", "2")]
    [InlineData("--ledger = '/nowhere/l.csv': expected a file that can be written", "demo", "--ledger", "/nowhere/l.csv")]
    [InlineData("--report = '/nowhere/r.json': expected a file that can be written", "demo", "--report", "/nowhere/r.json")]
    [InlineData("--data = '/dev/null/x': expected a folder", "demo", "--data", "/dev/null/x")]
    [InlineData("--amount = '0': expected a decimal above 0", "submit", "--url", "http://127.0.0.1:1", "--id", "p", "--wallet", "w", "--amount", "0")]
    [InlineData("--url = 'http://127.0.0.1:1/payments': expected an http URL without a path", "submit", "--url", "http://127.0.0.1:1/payments", "--id", "p", "--wallet", "w", "--amount", "1")]
    [InlineData("--url = 'nowhere': expected an http URL", "submit", "--url", "nowhere", "--id", "p", "--wallet", "w", "--amount", "1")]
    public async Task What_cannot_be_used_is_told_on_standard_error(string told, params string[] args)
    {
        var (code, output, error) = await Rms.RunAsync(args);
        code.ShouldBe(2, error);
        error.ShouldContain(told);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_taken_port_of_the_cluster_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (code, output, error) = await Rms.RunAsync("node", "--port", port);
        code.ShouldBe(2);
        error.ShouldStartWith($"Cluster:Port (--port) = '{port}': expected a free port of 127.0.0.1: ");
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_a_failure_told_in_one_line()
    {
        var (code, _, error) = await Rms.RunAsync("submit", "--url", "http://127.0.0.1:1", "--id", "p", "--wallet", "w", "--amount", "1");
        code.ShouldBe(1);
        error.Trim().ShouldNotContain("\n");
        error.ShouldContain("127.0.0.1:1");
    }
}
