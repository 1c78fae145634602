namespace RmsActors.Kafka;

/// <summary>How an assigned partition is read.</summary>
/// <param name="Epoch">Of what is read of it; the one that it had, where it goes on as before.</param>
/// <param name="Position">The offset to be read next.</param>
/// <param name="Watermark">The offset to commit: everything below it is complete.</param>
public readonly record struct Assignment(long Epoch, long Position, long Watermark);
