namespace RmsActors.Chaos.Checking;

/// <summary>A violation, before its history is told.</summary>
/// <param name="Place">The record concerned, where it is one that may name no payment.</param>
internal readonly record struct Finding(Rule Rule, string? PaymentId, string Text, RecordPlace? Place = null);
