using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace RmsActors.Hosting;

/// <summary>A connection string that Npgsql can use; an empty one is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PostgresConnectionAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not string { Length: > 0 } text)
        {
            return ValidationResult.Success;
        }

        try
        {
            using var unopened = NpgsqlDataSource.Create(text);
            return ValidationResult.Success;
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException)
        {
            return new ValidationResult($"expected an Npgsql connection string, such as Host=db;Database=rms;Username=rms: {refused.Message}");
        }
    }
}
