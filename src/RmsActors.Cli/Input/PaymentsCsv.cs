using System.Globalization;
using RmsActors.Contracts;
using RmsActors.Hosting.Csv;

namespace RmsActors.Cli.Input;

/// <summary>payments.csv: <c>payment_id,wallet_id,amount,currency,country,payment_type,created_at</c>.</summary>
public static class PaymentsCsv
{
    private static readonly string[] Columns = ["payment_id", "wallet_id", "amount", "currency", "country", "payment_type", "created_at"];

    /// <summary>Reads all payments, in their order; one at least.</summary>
    /// <exception cref="InputException">It cannot be read, or some lines are bad; a payment that comes twice is one.</exception>
    public static IReadOnlyList<PaymentDetails> Read(string path)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        return CsvFile.Read(path, Columns, row =>
        {
            var id = row.Text("payment_id", FieldRules.IsPaymentId, FieldRules.PaymentIdExpected);
            if (FieldRules.IsPaymentId(id) && !lines.TryAdd(id, row.Line))
            {
                row.Bad("payment_id", $"a payment that is not on line {lines[id]} already");
            }

            return new PaymentDetails(
                id,
                Text("wallet_id"),
                row.Field<decimal>("amount", FieldRules.TryParseAmount, FieldRules.AmountExpected),
                Text("currency"),
                Text("country"),
                Text("payment_type"),
                row.Field<DateTimeOffset>("created_at", FieldRules.TryParseTimestamp, FieldRules.TimestampExpected));

            string Text(string column) => row.Text(column, FieldRules.IsText, FieldRules.TextExpected);
        });
    }

    /// <summary>Writes payments as <see cref="Read"/> takes them.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<PaymentDetails> payments) => CsvFile.Write(path, Columns, payments.Select(payment => new[]
    {
        payment.PaymentId,
        payment.WalletId,
        payment.Amount.ToString(CultureInfo.InvariantCulture),
        payment.Currency,
        payment.Country,
        payment.PaymentType,
        payment.CreatedAt.ToString(payment.CreatedAt.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
    }));
}
