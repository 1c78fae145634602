using System.CommandLine;
using System.Globalization;
using Confluent.Kafka;
using RmsActors.Hosting;

namespace RmsActors.Cli.Dlq;

/// <summary>The arguments TOPIC PARTITION OFFSET, as <c>rms dlq list</c> prints them.</summary>
internal sealed class DeadLetterAddress
{
    private readonly Argument<string?> _topic;
    private readonly Argument<string?> _partition;
    private readonly Argument<string?> _offset;

    public DeadLetterAddress(bool required)
    {
        var arity = required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne;
        _topic = new("TOPIC") { Arity = arity, Description = "The dead-letter topic, or the topic that the record came from." };
        _partition = new("PARTITION") { Arity = arity, Description = "The dead letter's partition, as rms dlq list shows it." };
        _offset = new("OFFSET") { Arity = arity, Description = "The dead letter's offset, as rms dlq list shows it." };
    }

    public IEnumerable<Argument> Arguments => [_topic, _partition, _offset];

    /// <summary>Null where none of the three was given.</summary>
    /// <exception cref="OptionsException">One cannot be used, or is missing.</exception>
    public TopicPartitionOffset? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_topic) is not { } topic)
        {
            return null;
        }

        if (parsed.GetValue(_offset) is not { } offset)
        {
            throw new OptionsException($"{topic} {parsed.GetValue(_partition)}: expected TOPIC PARTITION OFFSET, as 'rms dlq list' shows them");
        }

        return new TopicPartitionOffset(
            DeadLetterShelf.TopicsNamed("TOPIC", topic).Single(), (int)Number("PARTITION", parsed.GetValue(_partition)!, int.MaxValue), Number("OFFSET", offset, long.MaxValue));
    }

    private static long Number(string name, string text, long max) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw new OptionsException($"{name} = '{text}': expected a whole number from 0");
}
