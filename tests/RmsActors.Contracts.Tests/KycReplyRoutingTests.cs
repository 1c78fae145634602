using System.Text;

namespace RmsActors.Contracts.Tests;

public class KycReplyRoutingTests
{
    private static readonly string RequestOfP = KycCorrelation.RequestIdOf("p");
    private static readonly string RequestOfQ = KycCorrelation.RequestIdOf("q");

    [Theory]
    [InlineData("p", null, null, "p")]
    [InlineData("p", "of q", "of q", "p")]
    [InlineData(null, "of p", null, "p")]
    [InlineData(null, "of p", "of q", "p")]
    [InlineData(null, null, "of p", "p")]
    [InlineData(null, "nothing of ours", "of q", "q")]
    [InlineData(null, "", "of q", "q")]
    public void A_reply_is_its_payment_s_by_value_or_else_by_correlation_id(string? paymentId, string? requestId, string? header, string owner)
    {
        var reply = new KycReply(KycStatus.Scored, 1m, Id(requestId), paymentId);

        var (message, poison) = MessageCodec.DecodeKycReply(MessageCodec.Encode(reply), Id(header));

        poison.ShouldBeNull();
        message.ShouldBe(new RoutedKycReply(owner, Id(header), reply));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("p", null)]
    [InlineData("nothing of ours", "nor this")]
    public void A_reply_that_names_no_payment_is_poison(string? requestId, string? header) =>
        MessageCodec.DecodeKycReply(MessageCodec.Encode(new KycReply(KycStatus.Scored, 1m, requestId)), header).Poison
            .ShouldBe("no payment id, and no correlation id that holds one");

    [Theory]
    [InlineData(2048, null)]
    [InlineData(2049, "2049 characters, expected at most 2048")]
    public void What_no_request_can_have_said_is_poison_for_its_length(int length, string? problem)
    {
        var text = new string('‹', length);
        var reply = new KycReply(KycStatus.Scored, 1m, null, "p");

        MessageCodec.DecodeKycReply(MessageCodec.Encode(reply with { WalletId = text }), null).Poison.ShouldBe(problem is null ? null : $"walletId: {problem}");
        MessageCodec.DecodeKycReply(MessageCodec.Encode(reply with { RequestId = text }), null).Poison.ShouldBe(problem is null ? null : $"requestId: {problem}");
        MessageCodec.DecodeKycReply(MessageCodec.Encode(reply), text).Poison.ShouldBe(problem is null ? null : $"the correlation header: {problem}");
    }

    [Fact]
    public void Members_besides_the_status_may_be_absent()
    {
        MessageCodec.DecodeKycReply("""{"status":"UnknownWallet"}"""u8.ToArray(), RequestOfP).Message
            .ShouldBe(new RoutedKycReply("p", RequestOfP, new KycReply(KycStatus.UnknownWallet)));
        MessageCodec.DecodeKycReply(Encoding.UTF8.GetBytes($$"""{"status":"Scored","score":0,"requestId":"{{RequestOfP}}"}"""), null).Message!.PaymentId.ShouldBe("p");
    }

    [Fact]
    public void An_unknown_wallet_s_score_must_be_in_its_range_too() =>
        MessageCodec.DecodeKycReply("""{"status":"UnknownWallet","paymentId":"p","score":101}"""u8.ToArray(), null).Poison.ShouldBe("score: expected a decimal from 0 to 100");

    private static string? Id(string? name) => name switch
    {
        "of p" => RequestOfP,
        "of q" => RequestOfQ,
        _ => name,
    };
}
