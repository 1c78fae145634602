using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka.Tests.Replay;

/// <summary>A dead letter goes back where it came from, once, wherever an earlier attempt broke off.</summary>
public sealed class DeadLetterReplayTests : IAsyncLifetime
{
    private const string Source = "in";
    private const string Dead = "in.DLQ";
    private static readonly byte[] Key = "key"u8.ToArray();
    private static readonly byte[] Value = [0, 255, 13, 10];
    private readonly TestKafka _kafka = new((Source, 3), (Dead, 3));
    private DeadLetterReplay _replay = null!;

    public async Task InitializeAsync()
    {
        _replay = DeadLetterReplay.Open(_kafka.Options, TimeSpan.FromSeconds(20), TimeProvider.System);

        // By hand on a partition that its key would not choose: it must come back there.
        using var client = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = _kafka.Broker.Bootstrap }).Build();
        var headers = new Headers { { "correlation-id", "c-1"u8.ToArray() }, { "dlq-replay-of", "0"u8.ToArray() } };
        await client.ProduceAsync(new TopicPartition(Source, 2), new Message<byte[]?, byte[]?> { Key = Key, Value = Value, Headers = headers });
        var poison = (await _kafka.ReadAllAsync(Source, 1)).Single();
        await new DeadLetters(_kafka.Producer(), topic => topic + ".DLQ", TimeProvider.System).PublishAsync(poison, "no good");
    }

    public async Task DisposeAsync()
    {
        _replay.Dispose();
        await _kafka.DisposeAsync();
    }

    [Fact]
    public async Task It_comes_back_on_its_partition_with_key_value_and_its_own_headers()
    {
        var letter = Letter();

        var outcome = await _replay.PutBackAsync(letter, Markers());

        outcome.ShouldBe(new ReplayOutcome.PutBack(new TopicPartitionOffset(Source, 2, 1)));
        var back = Records(Source)[1];
        back.Message.Key.ShouldBe(Key);
        back.Message.Value.ShouldBe(Value);
        back.Message.Headers.Select(header => (header.Key, Encoding.UTF8.GetString(header.GetValueBytes()))).ShouldBe(
            [("correlation-id", "c-1"), (DeadLetterHeaders.ReplayedFrom, $"{Dead}/{letter.Partition.Value}/0")]);
        Markers().StateOf(letter.TopicPartitionOffset).ShouldBe(ReplayState.Done);
    }

    [Fact]
    public async Task A_second_replay_writes_nothing()
    {
        await _replay.PutBackAsync(Letter(), Markers());
        var before = (Records(Source).Count, Records(Dead).Count);

        (await _replay.PutBackAsync(Letter(), Markers())).ShouldBeOfType<ReplayOutcome.WasThere>();

        (Records(Source).Count, Records(Dead).Count).ShouldBe(before);
    }

    [Fact]
    public async Task After_a_crash_before_the_record_was_put_back_it_is_put_back_once()
    {
        var letter = Letter();
        await _replay.MarkAsync(letter, sourceEnd: 1, default);
        Markers().StateOf(letter.TopicPartitionOffset).ShouldBe(ReplayState.Begun);

        (await _replay.PutBackAsync(letter, Markers())).ShouldBeOfType<ReplayOutcome.PutBack>();
        (await _replay.PutBackAsync(letter, Markers())).ShouldBeOfType<ReplayOutcome.WasThere>();

        Records(Source).Count.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_crash_when_it_was_put_back_but_not_marked_it_is_found_and_marked()
    {
        var letter = Letter();
        await _replay.PutBackAsync(letter, Markers());
        _kafka.Fill(Source, 2, 0, 500);
        var unfinished = Markers(upTo: letter.Offset + 1);
        unfinished.StateOf(letter.TopicPartitionOffset).ShouldBe(ReplayState.Begun);

        (await _replay.PutBackAsync(letter, unfinished)).ShouldBeOfType<ReplayOutcome.WasThere>();

        Records(Source).Count.ShouldBe(502);
        Records(Dead).Count.ShouldBe(4, "begun, done, and done again");
    }

    [Fact]
    public async Task What_says_nothing_of_its_source_or_names_one_that_is_not_there_is_left()
    {
        using var client = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = _kafka.Broker.Bootstrap }).Build();
        await client.ProduceAsync(new TopicPartition(Dead, 0), new Message<byte[]?, byte[]?> { Value = Value });
        await client.ProduceAsync(new TopicPartition(Dead, 0), new Message<byte[]?, byte[]?>
        {
            Headers = new Headers { { DeadLetterHeaders.Topic, "elsewhere"u8.ToArray() }, { DeadLetterHeaders.Partition, "1"u8.ToArray() } },
        });
        var letters = Records(Dead).Where(record => !ReplayMarkers.IsMarker(record) && record.Message.Key is null).ToList();

        foreach (var (letter, why) in letters.Zip(["do not say where it came from", "elsewhere [[1]], which is not on this cluster"]))
        {
            (await _replay.PutBackAsync(letter, Markers())).ShouldBeOfType<ReplayOutcome.Impossible>().Why.ShouldContain(why);
        }

        Records(Source).Count.ShouldBe(1);
    }

    private ConsumeResult<byte[]?, byte[]?> Letter() => Records(Dead).First(record => !ReplayMarkers.IsMarker(record));

    private ReplayMarkers Markers(long? upTo = null)
    {
        var markers = new ReplayMarkers();
        foreach (var record in Records(Dead).Where(record => upTo is null || record.Offset <= upTo))
        {
            markers.Take(record);
        }

        return markers;
    }

    private IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> Records(string topic)
    {
        using var reader = LogReader.Open(_kafka.Options);
        return [.. reader.Read(reader.SpansOf(topic))];
    }
}
