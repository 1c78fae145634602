using System.ComponentModel.DataAnnotations;

namespace RmsActors.Hosting;

/// <summary>The address of an OTLP collector, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CollectorUrlAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is null or "" || (value is string text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");

    public override string FormatErrorMessage(string name) => "expected an http or https address, such as http://localhost:4317";
}
