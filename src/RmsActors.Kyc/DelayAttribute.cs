using System.ComponentModel.DataAnnotations;

namespace RmsActors.Kyc;

/// <summary>A text that <see cref="DelayDistribution"/> reads.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DelayAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string text && !DelayDistribution.TryParse(text, out _) ? new ValidationResult($"expected {DelayDistribution.Expected}") : ValidationResult.Success;
}
