using System.Text;
using CsCheck;

namespace RmsActors.Contracts.Tests;

public class MessageCodecTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // Kept for ever: other teams and older versions read and write these.
    [Fact]
    public void Each_message_has_its_text_on_the_wire()
    {
        Text(MessageCodec.Encode(new PaymentReady("pay \"1\"/é💶<&>"))).ShouldBe("""{"paymentId":"pay \"1\"/é\uD83D\uDCB6<&>"}""");
        Text(MessageCodec.Encode(new PaymentDetails("p", "w", 10.50m, "EUR", "DE", "card", Noon.AddTicks(1_230_000)))).ShouldBe(
            """{"paymentId":"p","walletId":"w","amount":"10.50","currency":"EUR","country":"DE","paymentType":"card","createdAt":"2026-03-01T12:00:00.123+00:00"}""");
        Text(MessageCodec.Encode(new KycRequest("p~1", "p", "w", 2, Noon, Noon.AddSeconds(10)))).ShouldBe(
            """{"requestId":"p~1","paymentId":"p","walletId":"w","attempt":2,"requestedAt":"2026-03-01T12:00:00+00:00","deadline":"2026-03-01T12:00:10+00:00"}""");
        Text(MessageCodec.Encode(new KycReply(KycStatus.Scored, 12.50m, "p~1", "p", "w", Noon.ToOffset(TimeSpan.FromHours(2))))).ShouldBe(
            """{"status":"Scored","score":12.50,"requestId":"p~1","paymentId":"p","walletId":"w","scoredAt":"2026-03-01T14:00:00+02:00"}""");
        Text(MessageCodec.Encode(new KycReply(KycStatus.UnknownWallet))).ShouldBe(
            """{"status":"UnknownWallet","score":null,"requestId":null,"paymentId":null,"walletId":null,"scoredAt":null}""");
        Text(MessageCodec.Encode(new PayDecision(
            "p", DecisionKind.Review, null, 70m, 1, new(new(null, 0.5m, false), new(100m, 0.3m, true), new(20m, 0.2m, false)), DecisionReason.KycTimeout, Noon, Noon.AddSeconds(10)))).ShouldBe(
            """{"paymentId":"p","decision":"Review","riskScore":null,"threshold":70,"policyVersion":1,"scores":{"""
            + "\"user\":{\"value\":null,\"weight\":0.5,\"defaulted\":false},"
            + "\"country\":{\"value\":100,\"weight\":0.3,\"defaulted\":true},"
            + "\"paymentType\":{\"value\":20,\"weight\":0.2,\"defaulted\":false}},"
            + "\"reason\":\"KycTimeout\",\"receivedAt\":\"2026-03-01T12:00:00+00:00\",\"decidedAt\":\"2026-03-01T12:00:10+00:00\"}");
    }

    [Fact]
    public void Every_valid_payment_ready_is_read_as_it_was_written() =>
        Any.PaymentReady.Sample(message => MessageCodec.DecodePaymentReady(MessageCodec.Encode(message)) == new Decoded<PaymentReady>(message, null));

    [Fact]
    public void Every_valid_payment_details_are_read_as_they_were_written() =>
        Any.PaymentDetails.Sample(message => MessageCodec.DecodePaymentDetails(MessageCodec.Encode(message)) == new Decoded<PaymentDetails>(message, null));

    [Fact]
    public void Every_valid_kyc_request_is_read_as_it_was_written() =>
        Any.KycRequest.Sample(message => MessageCodec.DecodeKycRequest(MessageCodec.Encode(message)) == new Decoded<KycRequest>(message, null));

    [Fact]
    public void Every_valid_kyc_reply_is_read_as_it_was_written() =>
        Any.KycReply.Sample(message => MessageCodec.DecodeKycReply(MessageCodec.Encode(message), "h").Message == new RoutedKycReply(message.PaymentId!, "h", message));

    [Fact]
    public void Every_valid_decision_is_read_as_it_was_written() =>
        Any.PayDecision.Sample(message => MessageCodec.DecodePayDecision(MessageCodec.Encode(message)) == new Decoded<PayDecision>(message, null));

    [Fact]
    public void The_longest_valid_fields_fit_into_the_largest_value()
    {
        foreach (var character in new[] { "💶", "支", "\u0001", "\"" })
        {
            var text = string.Concat(Enumerable.Repeat(character, FieldRules.MaxTextCodePoints));
            var id = string.Concat(Enumerable.Repeat("💶", FieldRules.MaxPaymentIdCodePoints));
            MessageCodec.DecodePaymentDetails(MessageCodec.Encode(new PaymentDetails(id, text, 999_999_999_999.9999m, text, text, text, Noon))).Poison.ShouldBeNull();
            MessageCodec.DecodeKycRequest(MessageCodec.Encode(new KycRequest(text, id, text, int.MaxValue, Noon, Noon))).Poison.ShouldBeNull();
        }
    }

    private static string Text(byte[] value) => Encoding.UTF8.GetString(value);
}
