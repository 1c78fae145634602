namespace RmsActors.Chaos.Faults;

/// <summary>A node is gone for the others.</summary>
/// <param name="At">Since when.</param>
/// <param name="Read">The partitions of PAYMENT-DETAILS that it read; null: unknown.</param>
internal sealed record NodeEnd(DateTimeOffset At, IReadOnlySet<int>? Read);
