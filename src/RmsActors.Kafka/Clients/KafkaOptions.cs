using System.ComponentModel.DataAnnotations;

namespace RmsActors.Kafka;

/// <summary>Which Kafka, and how its clients are tuned. Section <c>Kafka</c>.</summary>
public sealed class KafkaOptions : IValidatableObject
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Kafka";

    /// <summary>Brokers to start from, <c>host:port[,host:port…]</c>.</summary>
    [Required]
    [HostPort]
    public string Bootstrap { get; set; } = "localhost:9092";

    /// <summary>
    /// Whether <see cref="Bootstrap"/> is the embedded broker, whose group and fetch timings differ from a real one's.
    /// Default false.
    /// </summary>
    public bool Embedded { get; set; }

    /// <summary>Any librdkafka property; it wins over ours, except for those that the guarantees rest on.</summary>
    public Dictionary<string, string> Client { get; set; } = [];

    /// <summary>Checks <see cref="Client"/> at start, before any client is made.</summary>
    /// <exception cref="ArgumentException">A line for each property that librdkafka does not know or take, or that is not to be set.</exception>
    public void Validate() => ClientProperties.Validate(Client);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        ClientProperties.Problems(Client).Select(problem => new ValidationResult(problem));
}
