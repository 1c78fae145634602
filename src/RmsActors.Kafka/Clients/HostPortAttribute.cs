using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace RmsActors.Kafka;

/// <summary>Addresses as <c>host:port</c>: in a text, separated by commas, or one in each text of an array.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostPortAttribute : ValidationAttribute
{
    private const int MaxPort = 65_535;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => value switch
    {
        string text when !text.Split(',').All(IsAddress) => new ValidationResult("expected host:port, several separated by commas, each port from 1 to 65535"),
        IEnumerable<string> several when !several.All(IsAddress) => new ValidationResult("expected host:port each, the port from 1 to 65535"),
        _ => ValidationResult.Success,
    };

    private static bool IsAddress(string text)
    {
        var address = text.Trim();
        var colon = address.LastIndexOf(':');
        return colon > 0
            && Uri.CheckHostName(address[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            && int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= MaxPort;
    }
}
