namespace RmsActors.Kafka;

/// <summary>The broker will never take this record: too large, an unknown topic by policy, not allowed.</summary>
public sealed class RecordRefusedException(string message) : Exception(message);
