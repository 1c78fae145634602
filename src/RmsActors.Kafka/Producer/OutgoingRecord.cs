using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>A record to be written.</summary>
/// <param name="Key">The payment id in UTF-8 on every topic; it chooses the partition, by murmur2.</param>
public sealed record OutgoingRecord(string Topic, byte[]? Key, byte[]? Value, Headers? Headers = null);
