using System.CommandLine;
using System.Globalization;
using Confluent.Kafka;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Dlq;

/// <summary>Puts dead letters back one after the other, and says of each what became of it.</summary>
internal static class ReplayRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>The exit code: failure where one could not be put back.</returns>
    /// <exception cref="KafkaException">The cluster did not acknowledge; what was put back until then stays.</exception>
    public static async Task<int> RunAsync(
        KafkaOptions kafka, IEnumerable<ConsumeResult<byte[]?, byte[]?>> letters, ReplayMarkers markers, InvocationConfiguration console, CancellationToken cancel)
    {
        var (back, there, impossible) = (0, 0, 0);
        using var replay = DeadLetterReplay.Open(kafka, Patience, TimeProvider.System);
        foreach (var letter in letters)
        {
            switch (await PutBackAsync(replay, letter, markers, cancel))
            {
                case ReplayOutcome.PutBack put:
                    back++;
                    await console.Output.WriteLineAsync($"{NameOf(letter.TopicPartitionOffset)}: put back as {NameOf(put.At)}");
                    break;
                case ReplayOutcome.Impossible refused:
                    impossible++;
                    await console.Error.WriteLineAsync($"{NameOf(letter.TopicPartitionOffset)}: cannot be put back: {refused.Why}");
                    break;
                default:
                    there++;
                    await console.Output.WriteLineAsync($"{NameOf(letter.TopicPartitionOffset)}: was put back before");
                    break;
            }
        }

        await console.Output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{back} put back, {there} were put back before, {impossible} cannot be put back"));
        return impossible == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<ReplayOutcome> PutBackAsync(
        DeadLetterReplay replay, ConsumeResult<byte[]?, byte[]?> letter, ReplayMarkers markers, CancellationToken cancel)
    {
        try
        {
            return await replay.PutBackAsync(letter, markers, cancel);
        }
        catch (ProduceException<byte[]?, byte[]?> unacknowledged)
        {
            throw new KafkaException(
                new Error(unacknowledged.Error.Code, $"{NameOf(letter.TopicPartitionOffset)}: the broker did not acknowledge ({unacknowledged.Error.Reason}); run this again, it finds out whether the record was put back"),
                unacknowledged);
        }
    }

    private static string NameOf(TopicPartitionOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.Topic} {at.Partition.Value} {at.Offset.Value}");
}
