using System.Text;
using CsCheck;
using RmsActors.Cli.Input;
using RmsActors.Contracts;
using RmsActors.Hosting.Csv;

namespace RmsActors.Cli.Tests.Input;

public sealed class PaymentsCsvTests : IDisposable
{
    private const string Header = "payment_id,wallet_id,amount,currency,country,payment_type,created_at";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Fields_are_taken_as_they_stand()
    {
        Write(Header + "\r\n\" pay,1\"\"💶 \", w\t,0.10,eur, de ,\"a\r\nb\",2026-03-01T12:30:00.1234567+02:00\r\n");

        PaymentsCsv.Read(_file).ShouldHaveSingleItem().ShouldBe(new PaymentDetails(
            " pay,1\"💶 ", " w\t", 0.10m, "eur", " de ", "a\r\nb", new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567)));
    }

    [Fact]
    public void Columns_may_stand_in_any_order()
    {
        Write("created_at,payment_type,country,currency,amount,wallet_id,payment_id\n2026-03-01T12:30:00Z,card,DE,EUR,5,w,p\n");

        PaymentsCsv.Read(_file).Single().ShouldBe(new PaymentDetails("p", "w", 5m, "EUR", "DE", "card", new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Payments_that_are_written_are_read_again() =>
        Gen.Select(
                Gen.String[Gen.OneOf(Gen.Char["ab\", ~é"], Gen.Char['!', '\u07FF'].Where(c => !char.IsControl(c))), 1, 20],
                Gen.String[Gen.Char["ab\",\r\n é"], 1, 10],
                Gen.Long[1, 10_000_000_000_000_000],
                Gen.Int[-14 * 60, 14 * 60],
                Gen.Long[0, TimeSpan.TicksPerDay * 365])
            .Sample(
                (id, text, amount, offset, ticks) =>
                {
                    var payment = new PaymentDetails(
                        id, text, amount / 10_000m, text, text, text, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.FromMinutes(offset)).AddTicks(ticks));
                    PaymentsCsv.Write(_file, [payment]);
                    var read = PaymentsCsv.Read(_file).Single();
                    read.ShouldBe(payment);
                    read.CreatedAt.Offset.ShouldBe(payment.CreatedAt.Offset);
                },
                iter: 1_000,
                threads: 1);

    [Theory]
    [InlineData("amount", "-5", FieldRules.AmountExpected)]
    [InlineData("amount", "0", FieldRules.AmountExpected)]
    [InlineData("amount", "0.0000", FieldRules.AmountExpected)]
    [InlineData("amount", "1e3", FieldRules.AmountExpected)]
    [InlineData("amount", "1,000", FieldRules.AmountExpected)]
    [InlineData("amount", " 5", FieldRules.AmountExpected)]
    [InlineData("amount", "+5", FieldRules.AmountExpected)]
    [InlineData("amount", "5.", FieldRules.AmountExpected)]
    [InlineData("amount", ".5", FieldRules.AmountExpected)]
    [InlineData("amount", "0.00001", FieldRules.AmountExpected)]
    [InlineData("amount", "1000000000000.0001", FieldRules.AmountExpected)]
    [InlineData("amount", "٥", FieldRules.AmountExpected)]
    [InlineData("amount", "", FieldRules.AmountExpected)]
    [InlineData("payment_id", "", FieldRules.PaymentIdExpected)]
    [InlineData("wallet_id", "", FieldRules.TextExpected)]
    [InlineData("currency", "", FieldRules.TextExpected)]
    [InlineData("country", "", FieldRules.TextExpected)]
    [InlineData("payment_type", "", FieldRules.TextExpected)]
    [InlineData("created_at", "2026-03-01T12:30:00", FieldRules.TimestampExpected)]
    [InlineData("created_at", "2026-03-01", FieldRules.TimestampExpected)]
    [InlineData("created_at", "2026-02-30T12:30:00Z", FieldRules.TimestampExpected)]
    [InlineData("created_at", "01.03.2026 12:30 +00:00", FieldRules.TimestampExpected)]
    public void A_bad_field_is_told_with_line_column_value_and_what_was_expected(string column, string value, string expected)
    {
        var fields = Header.Split(',').Zip(["p", "w", "5", "EUR", "DE", "card", "2026-03-01T12:30:00Z"]);
        Write($"{Header}\np1,\"w\n1\",5,EUR,DE,card,2026-03-01T12:30:00Z\n{string.Join(',', fields.Select(field => $"\"{(field.Item1 == column ? value : field.Item2)}\""))}\n");

        Should.Throw<InputException>(() => PaymentsCsv.Read(_file)).Message.ShouldBe($"{_file}: line 4, column {column}: '{value}': expected {expected}");
    }

    [Fact]
    public void Every_bad_field_of_a_line_is_told()
    {
        Write($"{Header}\np\t,w,no,EUR,DE,card,now\n");

        Should.Throw<InputException>(() => PaymentsCsv.Read(_file)).BadLines.Single().Problems.ShouldBe(
        [
            @"line 2, column payment_id: 'p\u0009': expected " + FieldRules.PaymentIdExpected,
            "line 2, column amount: 'no': expected " + FieldRules.AmountExpected,
            "line 2, column created_at: 'now': expected " + FieldRules.TimestampExpected,
        ]);
    }

    [Fact]
    public void A_payment_that_comes_twice_is_bad_and_ids_are_compared_ordinally()
    {
        const string Rest = ",w,5,EUR,DE,card,2026-03-01T12:30:00Z\n";
        // "é" once as one code point and once as two.
        Write($"{Header}\npay{Rest}PAY{Rest}\u00E9{Rest}e\u0301{Rest}pay {Rest}pay{Rest}");

        Should.Throw<InputException>(() => PaymentsCsv.Read(_file)).Message
            .ShouldBe($"{_file}: line 7, column payment_id: 'pay': expected a payment that is not on line 2 already");
    }

    private void Write(string text) => File.WriteAllText(_file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
