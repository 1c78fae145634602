namespace RmsActors.Domain.Scoring;

/// <summary>A verdict with the scores it was reached from.</summary>
/// <param name="Risk">Σ weight · score, 0..100, never rounded; null where the user's score is missing.</param>
public sealed record RiskAssessment(Verdict Verdict, decimal? Risk, ScoreInput User, ScoreInput Country, ScoreInput PaymentType);
