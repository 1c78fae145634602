using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using RmsActors.Payments;
using static RmsActors.Cli.Tests.Demo.Decisions;

namespace RmsActors.Cli.Tests.Demo;

public class LedgerTests
{
    private const string Header = "payment_id,status,risk_score,user_score,country_score,payment_type_score,policy_version,reason\n";

    [Fact]
    public void A_scored_payment_shows_every_score() =>
        Written(("p", Stored(Of("p", DecisionKind.Decline, risk: 70.005m, user: 100m, policy: 3))))
            .ShouldBe(Header + "p,Declined,70.01,100.00,10.00,100.00,3,Scored\n");

    [Theory]
    [InlineData("0.005", "0.01")]
    [InlineData("0.0049999", "0.00")]
    [InlineData("12.345", "12.35")]
    [InlineData("12.335", "12.34")]
    [InlineData("100", "100.00")]
    public void Halves_are_rounded_away_from_zero(string score, string shown) =>
        Written(("p", Stored(Of("p", DecisionKind.Approve, risk: decimal.Parse(score, System.Globalization.CultureInfo.InvariantCulture)))))
            .ShouldContain($"p,Approved,{shown},");

    [Fact]
    public void A_payment_decided_in_silence_has_neither_risk_nor_user_score() =>
        Written(("p", Stored(Silent("p")))).ShouldBe(Header + "p,InReview,,,10.00,20.13,1,KycTimeout\n");

    [Fact]
    public void An_undecided_payment_shows_nothing_else() =>
        Written(("p", Awaiting()), ("q", null)).ShouldBe(Header + "p,Undecided,,,,,,\nq,Undecided,,,,,,\n");

    [Fact]
    public void Rows_keep_the_order_of_the_input_and_quote_what_must_be_quoted() =>
        Written(("z,1", null), ("a \"b\"", null), (" ü ", null), ("=1+1", null), ("-2", null))
            .ShouldBe(Header + "\"z,1\",Undecided,,,,,,\n\"a \"\"b\"\"\",Undecided,,,,,,\n ü ,Undecided,,,,,,\n=1+1,Undecided,,,,,,\n-2,Undecided,,,,,,\n");

    private static string Written(params (string PaymentId, StoredPayment? Stored)[] payments)
    {
        using var text = new StringWriter();
        Ledger.Write(text, new DemoOutcome(payments, []));
        return text.ToString();
    }
}
