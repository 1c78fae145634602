namespace RmsActors.Domain.Scoring;

/// <summary>One score that a decision rests on.</summary>
/// <param name="Value">0..100; null where there was no answer.</param>
/// <param name="Weight">0..1.</param>
/// <param name="Defaulted">True where the subject was unknown and the policy's default was taken.</param>
public sealed record ScoreInput(decimal? Value, decimal Weight, bool Defaulted);
