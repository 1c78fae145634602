using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Contracts;
using RmsActors.EndToEnd.Tests.Demo;
using RmsActors.Kafka;

namespace RmsActors.EndToEnd.Tests;

/// <summary>A replay that is killed anywhere and run again puts each record back, and puts it back once.</summary>
public class ReplayCrashTests
{
    private const int Letters = 300;
    private const int Crashes = 4;

    [Fact]
    public async Task Killed_again_and_again_it_puts_every_record_back_once()
    {
        using var broker = EmbeddedBroker.Start([.. Topics.All.Select(topic => (topic, 3)), .. Topics.All.Select(topic => (Topics.DeadLettersOf(topic), 3))]);
        var kafka = new KafkaOptions { Bootstrap = broker.Bootstrap, Embedded = true };
        await using (var producer = KafkaProducer.Start(new ProducerSettings(kafka), NullLogger.Instance))
        {
            var letters = new DeadLetters(producer, Topics.DeadLettersOf, TimeProvider.System);
            await Task.WhenAll(Enumerable.Range(0, Letters).Select(n => letters.PublishAsync(
                new ConsumeResult<byte[]?, byte[]?>
                {
                    TopicPartitionOffset = new TopicPartitionOffset(Topics.PaymentDetails, n % 3, n),
                    Message = new Message<byte[]?, byte[]?> { Key = BitConverter.GetBytes(n), Value = BitConverter.GetBytes(n), Headers = [] },
                },
                "test")));
        }

        for (var crash = 0; crash < Crashes; crash++)
        {
            await using var killed = RmsProcess.Start("dlq", "replay", "--all", "--kafka", broker.Bootstrap);
            await killed.WroteAsync("put back as");
            killed.Signal("KILL");
            (await killed.ExitAsync()).ShouldNotBe(0);
        }

        var (code, output, error) = await RmsProcess.RunAsync("dlq", "replay", "--all", "--kafka", broker.Bootstrap);

        code.ShouldBe(0, error);
        using var reader = LogReader.Open(kafka);
        var back = reader.Read(reader.SpansOf(Topics.PaymentDetails)).Select(record => BitConverter.ToInt32(record.Message.Value)).ToList();
        back.Order().ShouldBe(Enumerable.Range(0, Letters), output);
    }
}
