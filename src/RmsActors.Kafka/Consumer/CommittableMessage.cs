using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>A record, and the handle that lets its offset move once its effect is durable.</summary>
public sealed record CommittableMessage(ConsumeResult<byte[]?, byte[]?> Record, CommittableOffset Offset);

/// <summary>A record's place, and the assignment under which it was read: a completion from an earlier one moves nothing.</summary>
/// <param name="Epoch">Counts this process's assignments; no two are alike.</param>
/// <param name="Bytes">The record's size, for the limit of what is under way.</param>
public readonly record struct CommittableOffset(string Topic, int Partition, long Offset, long Epoch, int Bytes = 0);
