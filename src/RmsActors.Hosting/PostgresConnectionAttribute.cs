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
            return new ValidationResult($"expected an Npgsql connection string, such as Host=db;Database=rms;Username=rms: {Reason(text, refused.Message)}");
        }
    }

    // Npgsql names the keyword that it does not know. Behind a password that is the rest of it, where it holds a semicolon and is not quoted.
    private static string Reason(string text, string message)
    {
        var known = new NpgsqlConnectionStringBuilder();
        var parts = text.Split(';');
        var torn = parts.Skip(1).Where((part, at) => IsPassword(parts[at]) && !known.ContainsKey(Keyword(part)) && message.Contains(Keyword(part), StringComparison.OrdinalIgnoreCase));
        return torn.Any() ? "what follows the password is no keyword; a password that holds a semicolon is put in quotes" : message;
    }

    private static bool IsPassword(string part) => Keyword(part) is var keyword
        && (keyword.EndsWith("password", StringComparison.OrdinalIgnoreCase) || keyword.Equals("pwd", StringComparison.OrdinalIgnoreCase) || keyword.Equals("psw", StringComparison.OrdinalIgnoreCase));

    private static string Keyword(string part) => part.Split('=')[0].Trim();
}
