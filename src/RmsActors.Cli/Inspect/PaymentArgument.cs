using System.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;

namespace RmsActors.Cli.Inspect;

/// <summary>A payment's id on the command line.</summary>
internal static class PaymentArgument
{
    public static Argument<string> Of() => new("PAYMENT_ID") { Description = $"Payment id: {FieldRules.PaymentIdExpected}." };

    /// <summary>Where a node is asked about it.</summary>
    /// <exception cref="OptionsException">No payment can have this id.</exception>
    public static string Path(string path, string id) => FieldRules.IsPaymentId(id)
        ? $"{path}?id={Uri.EscapeDataString(id)}"
        : throw new OptionsException($"payment id '{Shown.Of(id)}': expected {FieldRules.PaymentIdExpected}");
}
