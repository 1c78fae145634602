using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Testing;
using static RmsActors.Kyc.Tests.KycProcess;

namespace RmsActors.Kyc.Tests;

public class KycProcessTests
{
    [Fact]
    public async Task A_reply_has_the_request_s_key_and_headers_and_only_then_the_offset_moves()
    {
        await using var kyc = new KycProcess();
        kyc.Set("Kyc:Wallets", kyc.File("wallets.csv", "wallet_id,score\nw-1,12.5\n"));
        await kyc.StartAsync();

        await kyc.SendAsync(Request("pay 1/💶"), new Headers { { MessageHeaders.ReplyTo, "there"u8.ToArray() }, { MessageHeaders.TraceParent, "00-1-2-01"u8.ToArray() }, { "other", [] } });
        await kyc.SendAsync(null, MessageCodec.Encode(Request("p-2", "w-9")));
        await Eventually.TrueAsync(() => kyc.Replies.Count == 2, "both are answered");

        var scored = kyc.Replies.Single(record => record.Message.Key is not null);
        Encoding.UTF8.GetString(scored.Message.Key!).ShouldBe("pay 1/💶");
        var reply = Reply(scored).Reply;
        reply.ShouldBe(new KycReply(KycStatus.Scored, 12.5m, KycCorrelation.RequestIdOf("pay 1/💶"), "pay 1/💶", "w-1", reply.ScoredAt));
        reply.ScoredAt.ShouldNotBeNull();
        Headers(scored).ShouldBe([(MessageHeaders.CorrelationId, KycCorrelation.RequestIdOf("pay 1/💶")), (MessageHeaders.ReplyTo, "there"), (MessageHeaders.TraceParent, "00-1-2-01")]);

        var unknown = kyc.Replies.Single(record => record.Message.Key is null);
        Reply(unknown).Reply.Status.ShouldBe(KycStatus.UnknownWallet);
        Headers(unknown).ShouldBe([(MessageHeaders.CorrelationId, KycCorrelation.RequestIdOf("p-2"))]);

        await Eventually.TrueAsync(() => kyc.Committed() == 2, "both offsets are committed");
        (kyc.Count("requests"), kyc.Count("replies"), kyc.Count("walletsUnknown")).ShouldBe((2, 2, 1));
        (await kyc.StopAsync()).ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_and_what_comes_with_a_request_cannot_make_its_reply_too_large()
    {
        await using var kyc = new KycProcess();
        await kyc.StartAsync();
        byte[] poison = [.. "{\"requestId\":1}"u8];

        await kyc.SendAsync("p-1"u8.ToArray(), poison);
        await kyc.SendAsync("p-2"u8.ToArray(), null);
        await kyc.SendAsync(new byte[5_000], MessageCodec.Encode(Request("p-3")), new Headers { { MessageHeaders.TraceParent, new byte[5_000] } });
        await Eventually.TrueAsync(() => kyc.Replies.Count == 1 && kyc.DeadLetters.Count == 2, "one is answered, two are dead letters");

        var dead = kyc.DeadLetters.Single(record => record.Message.Value is not null);
        dead.Message.Value.ShouldBe(poison);
        Encoding.UTF8.GetString(dead.Message.Headers.GetLastBytes(DeadLetterHeaders.Reason)).ShouldNotBeEmpty();
        var reply = kyc.Replies.Single();
        Encoding.UTF8.GetString(reply.Message.Key!).ShouldBe("p-3");
        Headers(reply).ShouldBe([(MessageHeaders.CorrelationId, KycCorrelation.RequestIdOf("p-3"))]);
        await Eventually.TrueAsync(() => kyc.Committed() == 3, "all offsets are committed");
    }

    [Fact]
    public async Task A_repeated_request_has_the_same_answer_over_a_restart_and_a_new_score()
    {
        await using var kyc = new KycProcess();
        kyc.Set("Kyc:Wallets", kyc.File("wallets.csv", "wallet_id,score\nw-1,10\n"));
        await kyc.StartAsync();
        await kyc.SendAsync(Request("p-1"));
        await Eventually.TrueAsync(() => kyc.Replies.Count == 1, "the first is answered");
        await kyc.StopAsync();

        kyc.File("wallets.csv", "wallet_id,score\nw-1,90\n");
        await kyc.StartAsync();
        await kyc.SendAsync(Request("p-1", attempt: 2));
        await kyc.SendAsync(Request("p-2"));
        await Eventually.TrueAsync(() => kyc.Replies.Count == 3, "the others are answered");

        var replies = kyc.Replies.ToLookup(record => Reply(record).PaymentId, record => record.Message.Value!);
        replies["p-1"].Last().ShouldBe(replies["p-1"].First());
        MessageCodec.DecodeKycReply(replies["p-2"].Single(), null).Message!.Reply.Score.ShouldBe(90m);
    }

    [Fact]
    public async Task Silence_lasts_for_every_attempt_and_lets_the_offset_move()
    {
        await using var kyc = new KycProcess(("Kyc:SilentShare", "1"));
        await kyc.StartAsync();

        await kyc.SendAsync(Request("p-1"));
        await kyc.SendAsync(Request("p-1", attempt: 2));

        await Eventually.TrueAsync(() => kyc.Committed() == 2, "both offsets are committed");
        kyc.Replies.ShouldBeEmpty();
        (kyc.Count("requests"), kyc.Count("repliesSilent"), kyc.Count("replies")).ShouldBe((2, 2, 0));
    }

    [Fact]
    public async Task Wrong_replies_come_right_before_the_right_one_and_duplicates_after_it()
    {
        await using var kyc = new KycProcess(("Kyc:WrongShare", "1"), ("Kyc:DuplicateShare", "1"));
        await kyc.StartAsync();
        var payments = Enumerable.Range(0, 12).Select(number => $"p-{number}").ToList();

        await Task.WhenAll(payments.Select(payment => kyc.SendAsync(Request(payment))));
        await Eventually.TrueAsync(() => kyc.Replies.Count == 36, "each is answered three times");

        var wrongKinds = new HashSet<string>();
        foreach (var payment in kyc.Replies.GroupBy(record => Encoding.UTF8.GetString(record.Message.Key!)))
        {
            var values = payment.OrderBy(record => record.Offset.Value).Select(record => record.Message.Value!).ToList();
            values[2].ShouldBe(values[1]);
            var right = MessageCodec.DecodeKycReply(values[1], null).Message!.Reply;
            right.ShouldBe(new KycReply(KycStatus.UnknownWallet, null, KycCorrelation.RequestIdOf(payment.Key), payment.Key, "w-1", right.ScoredAt));
            var (wrong, poison) = MessageCodec.DecodeKycReply(values[0], null);
            wrongKinds.Add(poison ?? (wrong!.Reply.RequestId != right.RequestId ? "request" : wrong.Reply.WalletId != right.WalletId ? "wallet" : "right"));
        }

        wrongKinds.ShouldBe(["request", "wallet", $"score: expected {FieldRules.ScoreExpected}"], ignoreOrder: true);
        (kyc.Count("replies"), kyc.Count("repliesWrong"), kyc.Count("repliesDuplicated")).ShouldBe((12, 12, 12));
    }

    [Fact]
    public async Task A_late_reply_delays_no_other_and_holds_its_own_offset_back()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var kyc = new KycProcess(("Kyc:LateShare", "0.5"));
        var behaviour = new Behaviour(new KycOptions { LateShare = 0.5, Delay = "0ms" });
        var payments = Enumerable.Range(0, 30).Select(number => $"p-{number}").ToList();
        var late = payments.Where(payment => behaviour.Of(KycCorrelation.RequestIdOf(payment)).Late).ToList();
        await kyc.StartAsync(time);

        await Task.WhenAll(payments.Select(payment => kyc.SendAsync(Request(payment))));
        await Eventually.TrueAsync(() => kyc.Replies.Count == payments.Count - late.Count, "those that are in time are answered");
        await Eventually.TrueAsync(() => kyc.Count("requests") == payments.Count, "all are under way");
        kyc.Replies.Select(record => Reply(record).PaymentId).ShouldBe(payments.Except(late), ignoreOrder: true);
        kyc.Committed().ShouldBeLessThan(payments.Count);

        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(12));
                return kyc.Replies.Count == payments.Count;
            },
            "the late ones are answered");
        kyc.Count("repliesLate").ShouldBe(late.Count);
        await Eventually.TrueAsync(() => kyc.Committed() == payments.Count, "all offsets are committed");
    }

    [Fact]
    public async Task What_is_not_answered_when_it_ends_is_answered_by_the_next()
    {
        await using var kyc = new KycProcess(("Kyc:Delay", "1h"), ("Kyc:DrainTimeout", "00:00:00"));
        await kyc.StartAsync();
        await kyc.SendAsync(Request("p-1"));
        await Eventually.TrueAsync(() => kyc.Count("requests") == 1, "it is under way");

        (await kyc.StopAsync()).ShouldBe(ExitCode.Success);
        kyc.Replies.ShouldBeEmpty();
        kyc.Committed().ShouldBe(0);

        kyc.Set("Kyc:Delay", "0ms");
        await kyc.StartAsync();
        await Eventually.TrueAsync(() => kyc.Replies.Count == 1, "it is answered");
    }

    [Fact]
    public async Task The_offset_waits_for_the_broker_s_acknowledgement_of_the_reply()
    {
        var time = new FakeTimeProvider();
        await using var kyc = new KycProcess(("Kyc:Delay", "1s"), ("Kyc:DrainTimeout", "00:00:02"));
        await kyc.StartAsync(time);
        await kyc.SendAsync(Request("p-1"));
        await Eventually.TrueAsync(() => kyc.Count("requests") == 1, "it is under way");

        kyc.Faults.FailNext(EmbeddedBrokerFaults.Produce, [.. Enumerable.Repeat(ErrorCode.NotEnoughReplicas, 1_000)]);
        var stopping = kyc.StopAsync();
        await Eventually.TrueAsync(
            () =>
            {
                // The delay begins at some moment after the request was counted.
                time.Advance(TimeSpan.FromSeconds(1));
                return stopping.IsCompleted;
            },
            "it ends, with the reply not acknowledged",
            TimeSpan.FromSeconds(60));
        kyc.Committed().ShouldBe(0);

        kyc.Faults.Clear(EmbeddedBrokerFaults.Produce);
        kyc.Set("Kyc:Delay", "0ms");
        await kyc.StartAsync();
        await Eventually.TrueAsync(() => kyc.Committed() == 1, "it is answered");
        kyc.Replies.ShouldAllBe(record => Reply(record).PaymentId == "p-1");
        kyc.Replies.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Kyc:Delay", "soon", "Kyc:Delay = 'soon': expected a delay such as 20ms")]
    [InlineData("Kyc:Wallets", "/no/such/wallets.csv", "Kyc:Wallets = '/no/such/wallets.csv': expected a file of wallets and their scores:")]
    public async Task A_setting_that_cannot_be_used_ends_the_start(string key, string value, string message)
    {
        await using var kyc = new KycProcess((key, value));

        (await Should.ThrowAsync<OptionsException>(() => kyc.StartAsync())).Message.ShouldStartWith(message);
    }

    private static IEnumerable<(string Name, string Value)> Headers(ConsumeResult<byte[]?, byte[]?> record) =>
        record.Message.Headers.Select(header => (header.Key, Encoding.UTF8.GetString(header.GetValueBytes())));
}
