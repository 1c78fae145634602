using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Verbs;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Testing;

namespace RmsActors.Cli.Tests.Verbs;

/// <summary>Three dead letters: JSON with a payment id, bytes that are no text, a null value; as a person handles them at night.</summary>
public sealed class DlqVerbTests : IAsyncLifetime
{
    private static readonly byte[] Json = """{"paymentId":"pay-1","walletId":"w"}"""u8.ToArray();
    private static readonly byte[] Bytes = [0xff, 0x00, 0x41];
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)).Select(topic => (topic, 2)));

    public async Task InitializeAsync()
    {
        var kafka = new KafkaOptions { Bootstrap = _broker.Bootstrap, Embedded = true };
        await using var producer = KafkaProducer.Start(new ProducerSettings(kafka), NullLogger.Instance);
        var letters = new DeadLetters(producer, Topics.DeadLettersOf, TimeProvider.System);
        await letters.PublishAsync(Record(Topics.PaymentDetails, 1, 7, "a key"u8.ToArray(), Json), "missing required: amount");
        await letters.PublishAsync(Record(Topics.PaymentDetails, 0, 8, "pay-2"u8.ToArray(), Bytes), "invalid\u001b[31m start");
        await letters.PublishAsync(Record(Topics.WalletKycResponse, 0, 9, null, null), "quarantined: null value");
    }

    public Task DisposeAsync()
    {
        _broker.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task List_tells_where_each_is_where_it_came_from_and_why()
    {
        var (code, output, error) = await RunAsync("list");
        code.ShouldBe(0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4, output);
        lines.ShouldContain(line => line.Contains("PAYMENT-DETAILS 1 7", StringComparison.Ordinal) && line.Contains("pay-1 ", StringComparison.Ordinal) && line.Contains("missing required: amount", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("PAYMENT-DETAILS 0 8", StringComparison.Ordinal) && line.Contains("pay-2 ", StringComparison.Ordinal) && line.Contains("invalid\\u001b[31m", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("WALLET-KYC-RESPONSE.DLQ", StringComparison.Ordinal) && line.Contains(" null ", StringComparison.Ordinal) && line.Contains(" no ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_of_one_topic_as_JSON_shortens_nothing()
    {
        var (code, output, error) = await RunAsync("list", "--topic", "PAYMENT-DETAILS", "--json");
        code.ShouldBe(0, error);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        rows.Count.ShouldBe(2);
        var row = rows.Single(row => row.GetProperty("payment").GetString() == "pay-1");
        row.GetProperty("topic").GetString().ShouldBe("PAYMENT-DETAILS.DLQ");
        row.GetProperty("source").GetProperty("offset").GetInt64().ShouldBe(7);
        row.GetProperty("bytes").GetInt32().ShouldBe(Json.Length);
        row.GetProperty("replayed").GetString().ShouldBe("none");
    }

    [Fact]
    public async Task Show_prints_text_as_text_and_other_bytes_in_hexadecimal()
    {
        var (_, text, _) = await RunAsync(["show", .. await AddressOfAsync("pay-1")]);
        text.ShouldContain("reason: missing required: amount");
        text.ShouldContain("came from: PAYMENT-DETAILS 1 7");
        text.ShouldContain("key: a key");
        text.ShouldContain("header correlation-id: c-1");
        text.ShouldContain(Encoding.UTF8.GetString(Json));

        var (_, hex, _) = await RunAsync(["show", .. await AddressOfAsync("pay-2")]);
        hex.ShouldContain("3 bytes, not UTF-8");
        hex.ShouldContain("00000000  ff 00 41");
        hex.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Show_raw_writes_the_bytes_alone()
    {
        using var output = new StringWriter();
        var bytes = new MemoryStream();
        var code = await RmsCommand.RunAsync([DlqVerb.Create(() => bytes)], ["dlq", "show", .. await AddressOfAsync("pay-2"), "--raw", "--kafka", _broker.Bootstrap], output, output);
        code.ShouldBe(0, output.ToString());
        bytes.ToArray().ShouldBe(Bytes);
        output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_puts_a_record_back_once()
    {
        var address = await AddressOfAsync("pay-2");
        var (first, put, error) = await RunAsync(["replay", .. address]);
        first.ShouldBe(0, error);
        put.ShouldContain("put back as PAYMENT-DETAILS 0 0");
        var (second, again, _) = await RunAsync(["replay", .. address]);
        second.ShouldBe(0);
        again.ShouldContain("0 put back, 1 were put back before");

        using var reader = new TopicReader(_broker.Bootstrap, Topics.PaymentDetails, 2);
        (await reader.TakeAsync(1))[0].Message.Value.ShouldBe(Bytes);
        (await RunAsync("list", "--topic", "PAYMENT-DETAILS.DLQ", "--json")).Output.ShouldContain("\"replayed\": \"done\"");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1, "--reason", "QUARANTINED")]
    [InlineData(2, "--topic", "PAYMENT-DETAILS")]
    [InlineData(1, "--payment", "pay-1")]
    [InlineData(0, "--payment", "pay")]
    public async Task Replay_of_all_takes_what_its_options_name(int count, params string[] filter)
    {
        var (code, output, error) = await RunAsync(["replay", "--all", .. filter]);
        code.ShouldBe(0, error);
        output.ShouldContain($"{count} put back, 0 were put back before, 0 cannot be put back");
    }

    [Theory]
    [InlineData("--topic = 'NONSENSE': expected one of PAYMENT-READY-FOR-ANTIFRAUD", "list", "--topic", "NONSENSE")]
    [InlineData("TOPIC = 'NONSENSE': expected one of", "show", "NONSENSE", "0", "0")]
    [InlineData("PARTITION = 'x': expected a whole number from 0", "show", "PAYMENT-DETAILS", "x", "0")]
    [InlineData("OFFSET = '-1'", "replay", "PAYMENT-DETAILS", "0", "--", "-1")]
    [InlineData("expected TOPIC PARTITION OFFSET, as 'rms dlq list'", "replay", "PAYMENT-DETAILS", "0")]
    [InlineData("or --all", "replay")]
    [InlineData("or --all", "replay", "PAYMENT-DETAILS", "0", "0", "--all")]
    [InlineData("or --all", "replay", "PAYMENT-DETAILS", "0", "0", "--reason", "x")]
    [InlineData("there is no dead letter at PAYMENT-DETAILS.DLQ 1 99", "show", "PAYMENT-DETAILS", "1", "99")]
    [InlineData("there is no dead letter at PAYMENT-DETAILS.DLQ 77 0", "replay", "PAYMENT-DETAILS", "77", "0")]
    public async Task What_cannot_be_used_is_told(string told, params string[] args)
    {
        var (code, output, error) = await Rms.RunAsync(["dlq", args[0], "--kafka", _broker.Bootstrap, .. args[1..]]);
        code.ShouldBe(2, output + error);
        error.ShouldContain(told);
    }

    [Fact]
    public async Task Missing_topics_are_named()
    {
        using var empty = EmbeddedBroker.Start([("other", 1)]);
        var (code, _, error) = await Rms.RunAsync("dlq", "list", "--kafka", empty.Bootstrap);
        code.ShouldBe(2);
        error.ShouldContain("PAYMENT-DETAILS.DLQ");
        error.ShouldContain("rms topics create");
    }

    private static ConsumeResult<byte[]?, byte[]?> Record(string topic, int partition, long offset, byte[]? key, byte[]? value) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset(topic, partition, offset),
        Message = new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = new Headers { { MessageHeaders.CorrelationId, "c-1"u8.ToArray() } } },
    };

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => Rms.RunAsync(["dlq", .. args, "--kafka", _broker.Bootstrap]);

    private async Task<string[]> AddressOfAsync(string payment)
    {
        var (_, output, _) = await RunAsync("list", "--json");
        var row = JsonDocument.Parse(output).RootElement.EnumerateArray().Single(row => row.GetProperty("payment").GetString() == payment);
        return [row.GetProperty("topic").GetString()!, row.GetProperty("partition").GetRawText(), row.GetProperty("offset").GetRawText()];
    }
}

/// <summary>Beside the others, which have a broker: it takes its time.</summary>
public sealed class DlqVerbWithoutBrokerTests
{
    [Fact]
    public async Task A_broker_that_does_not_answer_is_a_failure_told_in_one_line()
    {
        var (code, _, error) = await Rms.RunAsync("dlq", "list", "--kafka", "127.0.0.1:1");
        code.ShouldBe(1);
        error.Trim().ShouldNotContain("\n");
        error.ShouldContain("No Kafka broker answered at 127.0.0.1:1");
    }
}
