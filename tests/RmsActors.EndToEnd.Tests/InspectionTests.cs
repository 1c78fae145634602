using System.Text.Json;
using Dapper;
using RmsActors.Cli;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>What the inspecting verbs tell of a running cluster.</summary>
[Collection(nameof(InThisProcess))]
public class InspectionTests
{
    private const string Silent = "pay-silent";
    private const string Decided = "pay-1";

    [Fact]
    public async Task A_payment_is_found_by_any_node_and_looking_for_one_wakes_none()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => request.PaymentId == Silent ? [] : [FakeKyc.Plain(request, 40m)]);
        await cluster.SendAsync(Details(Decided));
        await cluster.SendAsync(Details(Silent));
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Decided), "the one is decided");
        await Eventually.TrueAsync(async () => (await JsonAsync(cluster, 0, "where", Silent)).Json.GetProperty("state").GetString() == "AwaitingKyc", "the other waits for KYC");

        // Both nodes say the same of the one that is under way.
        var answers = new List<JsonElement>();
        for (var node = 0; node < 2; node++)
        {
            var (code, where) = await JsonAsync(cluster, node, "where", Silent);
            code.ShouldBe(0);
            where.GetProperty("inMemory").GetBoolean().ShouldBeTrue();
            where.GetProperty("attempt").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
            where.GetProperty("deadline").GetDateTimeOffset().ShouldBeGreaterThan(where.GetProperty("underWay").GetProperty("since").GetDateTimeOffset());
            where.GetProperty("reader").GetString().ShouldBe(where.GetProperty("readBy").GetString());
            answers.Add(where);
        }

        answers[0].GetProperty("node").GetString().ShouldBe(answers[1].GetProperty("node").GetString());
        var shard = answers[0].GetProperty("shard").GetInt32();
        (await RmsAsync(cluster, 0, "cluster-sharding", "entities", "--shard", $"{shard}")).Output.ShouldContain(Silent);
        (await RmsAsync(cluster, 1, "inflight")).Output.ShouldContain(Silent);
        (await RmsAsync(cluster, 1, "inflight", "--older-than", "1h")).Output.ShouldContain("There are none.");
        (await RmsAsync(cluster, 0, "lag")).Output.Split('\n').ShouldContain(line => line.StartsWith(Topics.PaymentDetails) && line.Contains(Silent));

        // The decided one has left memory, and is not brought back by being looked at.
        await Eventually.TrueAsync(async () => !(await JsonAsync(cluster, 0, "where", Decided)).Json.GetProperty("inMemory").GetBoolean(), "the decided one is not in memory");
        foreach (var verb in (string[][])[["where", Decided], ["payment", "show", Decided], ["verify", Decided], ["where", Decided]])
        {
            (await RmsAsync(cluster, 1, verb)).Code.ShouldBe(0);
        }

        (await JsonAsync(cluster, 1, "where", Decided)).Json.GetProperty("inMemory").GetBoolean().ShouldBeFalse();
        (await RmsAsync(cluster, 0, "verify", Decided)).Output.ShouldContain("The decision holds: Approve.");
        (await RmsAsync(cluster, 0, "verify", Silent)).Code.ShouldBe(1);

        // Nor is one that nobody has ever heard of, whose shard may have no home.
        var nobody = await RmsAsync(cluster, 0, "where", "nobody");
        nobody.Code.ShouldBe(1);
        nobody.Error.ShouldContain("nobody has heard of payment 'nobody'");
        (await RmsAsync(cluster, 0, "payment", "show", "nobody")).ShouldBe((1, "", "the journal holds nothing of payment 'nobody': is the id right?\n"));
        var shards = (await JsonAsync(cluster, 0, "cluster-sharding", "shards")).Json.GetProperty("shards").EnumerateArray().ToList();
        shards.Count.ShouldBe(RmsCluster.Partitions);
        shards.Sum(one => one.GetProperty("payments").ValueKind == JsonValueKind.Number ? one.GetProperty("payments").GetInt32() : 0).ShouldBe(1);
        shards.ShouldContain(one => one.GetProperty("state").GetString()!.StartsWith("no home"));
    }

    [Fact]
    public async Task A_decision_that_was_tampered_with_does_not_hold()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);
        await cluster.SendAsync(Details(Decided));
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Decided), "it is decided");
        await using var journal = Database.Of(new StoreOptions { Data = cluster.Data }, "journal");
        await using var connection = await journal.OpenAsync();
        (await connection.ExecuteAsync("UPDATE journal SET message = CAST(replace(CAST(message AS TEXT), '\"value\":40', '\"value\":99') AS BLOB) WHERE manifest LIKE 'payment-decided%'")).ShouldBe(1);

        var (code, output, _) = await RmsAsync(cluster, 0, "verify", Decided);

        code.ShouldBe(1);
        output.ShouldContain("The decision DOES NOT HOLD.");
        output.Split('\n').ShouldContain(line => line.StartsWith("risk") && line.Contains("DOES NOT HOLD"));
    }

    [Fact]
    public async Task A_damaged_payment_is_shown_as_far_as_it_can_be_read()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);
        await cluster.SendAsync(Details(Decided));
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Decided), "it is decided");
        await using var journal = Database.Of(new StoreOptions { Data = cluster.Data }, "journal");
        await using var connection = await journal.OpenAsync();
        await connection.ExecuteAsync("UPDATE journal SET message = x'7b' WHERE manifest LIKE 'payment-decided%'");

        var (code, output, _) = await RmsAsync(cluster, 0, "payment", "show", Decided);

        code.ShouldBe(0);
        output.ShouldContain("Damaged");
        output.ShouldContain("cannot be read");
        output.ShouldContain("payment.walletId");
        (await RmsAsync(cluster, 0, "verify", Decided)).Code.ShouldBe(1);
    }

    [Fact]
    public async Task A_member_that_is_asked_to_leave_does_and_who_is_none_is_told_so()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2);
        var members = (await JsonAsync(cluster, 0, "cluster", "show")).Json.GetProperty("members").EnumerateArray().ToList();
        members.ShouldAllBe(member => member.GetProperty("status").GetString() == "Up");
        var other = members.Single(member => !member.GetProperty("self").GetBoolean()).GetProperty("address").GetString()!;

        var (code, _, error) = await RmsAsync(cluster, 0, "cluster", "leave", "10.9.8.7:1");
        code.ShouldBe(1);
        error.ShouldContain("no member '10.9.8.7:1'; there are akka.tcp://rms@");

        var tail = RmsAsync(cluster, 0, "cluster", "tail");
        (await RmsAsync(cluster, 0, "cluster", "leave", other.Split('@')[1])).Code.ShouldBe(0);
        await Eventually.TrueAsync(
            async () => (await JsonAsync(cluster, 0, "cluster", "show")).Json.GetProperty("members").GetArrayLength() == 1, "the other is gone", TimeSpan.FromSeconds(60));
        await cluster.StopNodeAsync(0);
        (await tail).Output.ShouldContain("member removed    " + other);
    }

    [Fact]
    public async Task A_node_that_drains_can_still_be_looked_into()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1, ("Rms:DrainTimeout", "00:00:08"));
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, _ => []);
        await cluster.SendAsync(Details(Silent));
        await Eventually.TrueAsync(async () => (await RmsAsync(cluster, 0, "inflight")).Output.Contains(Silent), "it is under way");
        var node = cluster.ManagementOf(0);

        var stopping = cluster.StopNodeAsync(0);

        await Eventually.TrueAsync(async () => (await RmsAsync(node, "lag")).Output.Contains("Stopped"), "its intake has stopped");
        (await RmsAsync(node, "inflight")).Output.ShouldContain(Silent);
        (await RmsAsync(node, "where", Silent)).Output.ShouldContain("AwaitingKyc");
        (await stopping).ShouldBe(0);
        (await RmsAsync(node, "cluster", "show")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task A_nodes_actors_and_log_are_shown_and_its_level_changes_at_once()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1);
        (await RmsAsync(cluster, 0, "actor", "hierarchy", "--start", "/user", "--depth", "1")).Output.ShouldContain("inspection (InspectionActor)");
        (await RmsAsync(cluster, 0, "actor", "hierarchy", "--start", "/user/none")).Code.ShouldBe(1);

        // The cluster's settings say warnings and up.
        (await RmsAsync(cluster, 0, "log", "tail", "--no-follow", "--lines", "500")).Output.ShouldNotContain("Information: ");
        (await RmsAsync(cluster, 0, "log", "level", "noise")).Code.ShouldBe(2);
        (await RmsAsync(cluster, 0, "log", "level", "Information")).Output.ShouldContain("Information");
        (await RmsAsync(cluster, 0, "log", "level", "Warning", "--category", "RmsActors.Kafka")).Code.ShouldBe(0);
        (await RmsAsync(cluster, 0, "log", "tail", "--no-follow")).Output.ShouldContain("POST /log/level?level=Warning&category=RmsActors.Kafka by a program of this machine");
        (await RmsAsync(cluster, 0, "log", "level", "Error")).Code.ShouldBe(0);
        (await RmsAsync(cluster, 0, "log", "level", "Critical")).Code.ShouldBe(0);
        (await RmsAsync(cluster, 0, "log", "tail", "--no-follow")).Output.ShouldNotContain("level=Critical");
    }

    [Fact]
    public async Task With_tokens_configured_a_reader_may_look_and_not_operate_and_a_stranger_neither()
    {
        var folder = Directory.CreateTempSubdirectory("rms-tokens-");
        try
        {
            var (read, operate, wrong) = (Token("read", 'r'), Token("operate", 'o'), Token("wrong", 'w'));
            await using var cluster = await RmsCluster.StartAsync(nodes: 1, ("Access:ReadTokenFile", read), ("Access:OperateTokenFile", operate));

            var (code, _, error) = await RmsAsync(cluster, 0, "cluster", "show");
            code.ShouldBe(1);
            error.ShouldContain("a bearer token is needed; name a file with it by --token-file, or put it into RMS_TOKEN");
            (await RmsAsync(cluster, 0, "cluster", "show", "--token-file", wrong)).Error.ShouldContain("the token is not valid here");
            (await RmsAsync(cluster, 0, "cluster", "show", "--token-file", read)).Code.ShouldBe(0);
            foreach (var verb in (string[][])[["cluster", "leave", "127.0.0.1:1"], ["cluster", "down", "127.0.0.1:1"], ["log", "level", "Debug"], ["quarantine", "p", "--reason", "r"], ["quarantine", "--release", "p"]])
            {
                var refused = await RmsAsync(cluster, 0, [.. verb, "--token-file", read]);
                refused.Code.ShouldBe(1, string.Join(' ', verb));
                refused.Error.ShouldContain("this needs the role 'rms-operate', which the token does not give");
            }

            (await RmsAsync(cluster, 0, "log", "level", "Debug", "--token-file", operate)).Code.ShouldBe(0);
            (await RmsAsync(cluster, 0, "quarantine", "p", "--reason", "damaged", "--token-file", operate)).Code.ShouldBe(0);
            (await RmsAsync(cluster, 0, "quarantine", "--list", "--token-file", read)).Output.ShouldContain("damaged");
            (await RmsAsync(cluster, 0, "where", "p", "--token-file", read)).Output.ShouldContain("damaged");
            (await RmsAsync(cluster, 0, "quarantine", "--release", "p", "--token-file", operate)).Code.ShouldBe(0);

            string Token(string name, char letter)
            {
                var file = Path.Combine(folder.FullName, name);
                File.WriteAllText(file, new string(letter, 40));
                return file;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, JsonElement Json)> JsonAsync(RmsCluster cluster, int node, params string[] args)
    {
        var (code, output, error) = await RmsAsync(cluster, node, [.. args, "--json"]);
        output.ShouldNotBeEmpty(error);
        return (code, JsonSerializer.Deserialize<JsonElement>(output));
    }

    private static Task<(int Code, string Output, string Error)> RmsAsync(RmsCluster cluster, int node, params string[] args) => RmsAsync(cluster.ManagementOf(node), args);

    private static async Task<(int Code, string Output, string Error)> RmsAsync(string node, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RmsCommand.RunAsync(Program.Verbs(), [.. args, "--node", node], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static PaymentDetails Details(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
