namespace RmsActors.Domain.Scoring;

/// <summary>What is to become of a payment.</summary>
public enum Verdict
{
    Approve,
    Decline,

    /// <summary>A person must look at it.</summary>
    Review,
}
