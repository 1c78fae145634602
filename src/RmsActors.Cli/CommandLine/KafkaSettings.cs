using Microsoft.Extensions.Configuration;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.CommandLine;

/// <summary>The Kafka section, with the librdkafka properties that users may add to it.</summary>
internal static class KafkaSettings
{
    /// <exception cref="OptionsException">A setting cannot be used, or the guarantees rest on it.</exception>
    public static KafkaOptions Read(IConfiguration configuration)
    {
        var kafka = ValidatedOptions.Read<KafkaOptions>(configuration, KafkaOptions.Section);
        try
        {
            kafka.Validate();
            return kafka;
        }
        catch (ArgumentException refused)
        {
            throw new OptionsException(refused.Message);
        }
    }
}
