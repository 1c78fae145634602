using System.Data.Common;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Kyc;

/// <summary>WALLET-KYC-REQUEST: looks the wallet up, waits as long as it is told to, and replies.</summary>
public sealed class Replier(AnswerBatches answers, Behaviour behaviour, KafkaProducer producer, Counters counters, TimeProvider time)
{
    // What comes with a request may be as large as the broker takes; a reply that carries all of it could be refused for ever.
    private const int MaxEchoedBytes = 4 * 1024;
    private static readonly string[] Echoed = [MessageHeaders.ReplyTo, MessageHeaders.TraceParent];
    private static readonly string[] EchoedInTrace = [MessageHeaders.ReplyTo];

    /// <summary>Ends once the reply is acknowledged, or at once where KYC is to stay silent.</summary>
    public async Task<Outcome> HandleAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel)
    {
        var (request, poison) = MessageCodec.DecodeKycRequest(record.Message.Value);
        if (request is null)
        {
            counters.Add("requestsPoison");
            return Outcome.Poison(poison!);
        }

        counters.Add("requests");
        using var trace = RecordTrace.Process(KycTelemetry.Source, record, RecordTrace.ParentOf(record.Message.Headers))?.SetPayment(request.PaymentId);
        var treatment = behaviour.Of(request.RequestId);
        if (treatment.Silent)
        {
            counters.Add("repliesSilent");
            return Outcome.Done;
        }

        KycReply reply;
        try
        {
            reply = await answers.AnswerAsync(request, cancel);
        }
        catch (DbException refusal) when (DatabaseRefusal.IsOfValue(refusal))
        {
            counters.Add("requestsPoison");
            return Outcome.Poison(DatabaseRefusal.Reason(refusal));
        }

        await Task.Delay(treatment.Delay, time, cancel);
        if (treatment.Wrong is { } wrong)
        {
            await SendAsync(record, Falsify(reply, wrong), trace?.Id, cancel);
            counters.Add("repliesWrong");
        }

        await SendAsync(record, reply, trace?.Id, cancel);
        Count(reply, treatment);
        if (treatment.Duplicate)
        {
            await SendAsync(record, reply, trace?.Id, cancel);
        }

        return Outcome.Done;
    }

    private static KycReply Falsify(KycReply reply, WrongAnswer wrong) => wrong switch
    {
        WrongAnswer.OtherRequest => reply with { RequestId = KycCorrelation.RequestIdOf(reply.PaymentId + "?") },
        WrongAnswer.OtherWallet => reply with { WalletId = reply.WalletId + "?" },
        _ => reply with { Status = KycStatus.Scored, Score = 100.01m },
    };

    private Task SendAsync(ConsumeResult<byte[]?, byte[]?> request, KycReply reply, string? traceParent, CancellationToken cancel)
    {
        var headers = new Headers { { MessageHeaders.CorrelationId, Encoding.UTF8.GetBytes(reply.RequestId!) } };
        if (traceParent is not null)
        {
            headers.Add(MessageHeaders.TraceParent, Encoding.ASCII.GetBytes(traceParent));
        }

        foreach (var name in traceParent is null ? Echoed : EchoedInTrace)
        {
            if (request.Message.Headers is { } given && given.TryGetLastBytes(name, out var value) && value is { Length: <= MaxEchoedBytes })
            {
                headers.Add(name, value);
            }
        }

        var key = request.Message.Key is { Length: > MaxEchoedBytes } ? Encoding.UTF8.GetBytes(reply.PaymentId!) : request.Message.Key;
        return producer.SendAsync(new OutgoingRecord(Topics.WalletKycResponse, key, MessageCodec.Encode(reply), headers), cancel);
    }

    private void Count(KycReply reply, Treatment treatment)
    {
        counters.Add("replies");
        if (reply.Status == KycStatus.UnknownWallet)
        {
            counters.Add("walletsUnknown");
        }

        if (treatment.Late)
        {
            counters.Add("repliesLate");
        }

        if (treatment.Duplicate)
        {
            counters.Add("repliesDuplicated");
        }
    }
}
