using System.Globalization;
using CsCheck;

namespace RmsActors.Contracts.Tests;

public class FieldRulesTests
{
    [Theory]
    [InlineData("p")]
    [InlineData(" ")]
    [InlineData("pay/1?x=%20~")]
    [InlineData("支付 💶")]
    [InlineData("\u200B")]
    [InlineData("\u2028")]
    [InlineData("e\u0301")]
    public void A_payment_id_is_any_text_without_control_characters(string id) => FieldRules.IsPaymentId(id).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("\0")]
    [InlineData("\u007F")]
    [InlineData("\u0085")]
    public void Control_characters_are_in_no_payment_id(string? id) => FieldRules.IsPaymentId(id).ShouldBeFalse();

    // No theory: the test runner's own protocol would replace them.
    [Fact]
    public void Lone_surrogates_are_in_no_text()
    {
        foreach (var text in new[] { "\uD83D", "a\uDCB6", "\uDCB6\uD83D", "\uD83D\uD83D\uDCB6" })
        {
            FieldRules.IsPaymentId(text).ShouldBeFalse();
            FieldRules.IsText(text).ShouldBeFalse();
            KycCorrelation.TryGetPaymentId(KycCorrelation.RequestIdOf(text), out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Lengths_are_counted_in_code_points()
    {
        foreach (var character in new[] { "a", "é", "支", "💶" })
        {
            FieldRules.IsPaymentId(Repeat(character, 128)).ShouldBeTrue();
            FieldRules.IsPaymentId(Repeat(character, 129)).ShouldBeFalse();
            FieldRules.IsText(Repeat(character, 1024)).ShouldBeTrue();
            FieldRules.IsText(Repeat(character, 1025)).ShouldBeFalse();
        }

        static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
    }

    [Theory]
    [InlineData("DE", true)]
    [InlineData(" ", true)]
    [InlineData("a\r\nb\t", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("a\0b", false)]
    public void Other_texts_may_have_control_characters_but_the_one_that_cannot_be_stored(string? text, bool valid) => FieldRules.IsText(text).ShouldBe(valid);

    [Theory]
    [InlineData("0.0001", "0.0001")]
    [InlineData("5", "5")]
    [InlineData("05.10", "5.10")]
    [InlineData("999999999999.9999", "999999999999.9999")]
    [InlineData("1000000000000", "1000000000000")]
    [InlineData("1000000000000.0000", "1000000000000.0000")]
    public void An_amount_is_a_plain_positive_decimal(string text, string amount)
    {
        FieldRules.TryParseAmount(text, out var parsed).ShouldBeTrue();
        parsed.ToString(CultureInfo.InvariantCulture).ShouldBe(amount);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.0000")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("5\n")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("٥")]
    [InlineData("NaN")]
    [InlineData("0.00001")]
    [InlineData("1.00000")]
    [InlineData("1000000000000.0001")]
    [InlineData("1000000000001")]
    [InlineData("10000000000000000000000000000000")]
    public void Another_text_is_no_amount(string? text) => FieldRules.TryParseAmount(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_amount_in_the_range_is_read_as_it_was_written() =>
        Gen.Select(Gen.Long[1, 10_000_000_000_000_000], Gen.Int[0, 4]).Sample((units, scale) =>
        {
            var amount = units / (decimal)Math.Pow(10, scale);
            return FieldRules.TryParseAmount(amount.ToString(CultureInfo.InvariantCulture), out var parsed) == (amount <= FieldRules.MaxAmount)
                && (amount > FieldRules.MaxAmount || parsed == amount);
        });

    [Theory]
    [InlineData("0", true)]
    [InlineData("0.00", true)]
    [InlineData("12.345678901234567890", true)]
    [InlineData("100", true)]
    [InlineData("100.00", true)]
    [InlineData("100.00000000000000000001", false)]
    [InlineData("101", false)]
    [InlineData("-0", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData("1e1", false)]
    [InlineData("1,5", false)]
    [InlineData("1.", false)]
    [InlineData(".1", false)]
    [InlineData(" 1", false)]
    [InlineData("1\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_score_is_a_plain_decimal_from_0_to_100(string? text, bool valid) => FieldRules.TryParseScore(text, out _).ShouldBe(valid);

    [Theory]
    [InlineData("2026-03-01T12:30:00Z", "2026-03-01T12:30:00.0000000+00:00")]
    [InlineData("2026-03-01T12:30Z", "2026-03-01T12:30:00.0000000+00:00")]
    [InlineData("2026-03-01T12:30:00.1234567+05:30", "2026-03-01T12:30:00.1234567+05:30")]
    [InlineData("2026-03-01T12:30:00.123456789-14:00", "2026-03-01T12:30:00.1234568-14:00")]
    [InlineData("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999+00:00")]
    public void A_time_says_its_offset(string text, string time)
    {
        FieldRules.TryParseTimestamp(text, out var parsed).ShouldBeTrue();
        parsed.ToString("O", CultureInfo.InvariantCulture).ShouldBe(time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01T12:30:00")]
    [InlineData("2026-03-01 12:30:00Z")]
    [InlineData("2026-03-01t12:30:00z")]
    [InlineData("20260301T123000Z")]
    [InlineData("2026-03-01T12:30:00+0200")]
    [InlineData("2026-03-01T12:30:00+02")]
    [InlineData("2026-03-01T12:30:00+15:00")]
    [InlineData("2026-03-01T12:30:60Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-02-29T12:30:00Z")]
    [InlineData("2026-13-01T12:30:00Z")]
    [InlineData("2026-03-01T12:30:00.Z")]
    [InlineData("2026-03-01T12:30:00.1234567890Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("9999-12-31T23:59:59.999999999Z")]
    [InlineData(" 2026-03-01T12:30:00Z")]
    [InlineData("2026-03-01T12:30:00Z\n")]
    [InlineData("1772368200")]
    public void Another_text_is_no_time(string? text) => FieldRules.TryParseTimestamp(text, out _).ShouldBeFalse();

    [Fact]
    public void No_text_makes_a_rule_throw() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789-+T:.Ze,"], 0, 35]).Sample(text =>
        {
            FieldRules.IsPaymentId(text);
            FieldRules.IsText(text);
            FieldRules.TryParseAmount(text, out _);
            FieldRules.TryParseScore(text, out _);
            FieldRules.TryParseTimestamp(text, out _);
        });
}
