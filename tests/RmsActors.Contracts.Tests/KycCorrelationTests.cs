using CsCheck;

namespace RmsActors.Contracts.Tests;

public class KycCorrelationTests
{
    [Fact]
    public void A_request_id_holds_its_payment_id() =>
        Any.PaymentId.Sample(id =>
        {
            var requestId = KycCorrelation.RequestIdOf(id);
            return requestId == KycCorrelation.RequestIdOf(id)
                && requestId.Length == id.Length + KycCorrelation.SuffixLength
                && FieldRules.IsText(requestId)
                && KycCorrelation.TryGetPaymentId(requestId, out var payment)
                && payment == id;
        });

    [Fact]
    public void Payments_share_no_request_id() =>
        Gen.Select(Any.PaymentId, Any.PaymentId).Sample((one, other) => (one == other) == (KycCorrelation.RequestIdOf(one) == KycCorrelation.RequestIdOf(other)));

    // Kept for ever: requests of an older version may be under way.
    [Theory]
    [InlineData("pay-000001", "pay-000001~d07449e2")]
    [InlineData("支付 💶~", "支付 💶~~d240cf47")]
    public void Request_ids_do_not_change(string paymentId, string requestId) => KycCorrelation.RequestIdOf(paymentId).ShouldBe(requestId);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pay-000001")]
    [InlineData("~d07449e2")]
    [InlineData("pay-000001~D07449E2")]
    [InlineData("pay-000001~d07449e3")]
    [InlineData("pay-000002~d07449e2")]
    [InlineData("pay-000001-d07449e2")]
    [InlineData("pay-000001~d07449e2 ")]
    public void What_is_no_request_id_holds_no_payment(string? requestId) => KycCorrelation.TryGetPaymentId(requestId, out _).ShouldBeFalse();
}
