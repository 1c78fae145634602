using RmsActors.Contracts;
using RmsActors.Hosting.Csv;

namespace RmsActors.Cli.Input;

/// <summary>payments.csv: <c>payment_id,wallet_id,amount,currency,country,payment_type,created_at</c>.</summary>
public static class PaymentsCsv
{
    private static readonly string[] Columns = ["payment_id", "wallet_id", "amount", "currency", "country", "payment_type", "created_at"];

    /// <summary>Reads all payments, in their order.</summary>
    /// <exception cref="InputException">Some lines are bad; a payment that comes twice is one.</exception>
    public static IReadOnlyList<PaymentDetails> Read(string path)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        return CsvFile.Read(path, Columns, row =>
        {
            var id = row.Text("payment_id", FieldRules.IsPaymentId, FieldRules.PaymentIdExpected);
            if (!lines.TryAdd(id, row.Line))
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
}
