using System.Text;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Benchmarks.Roles;

/// <summary>KYC as cheap as it can be: every wallet scores the same, nothing is stored, every request is answered at once.</summary>
internal sealed class Responder(KafkaOptions kafka, Counters counters, Readiness readiness, ProcessFate fate, TimeProvider time, ILogger<Responder> logger) : IHostedService
{
    /// <summary>Who reads the requests.</summary>
    public static readonly Readers Readers = new("responder", [Topics.WalletKycRequest]);

    private const string Part = "responder";
    private const int MaxUnderWay = 20_000;
    private KafkaProducer? _producer;
    private RoleStreams? _streams;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Expect(Part);
        _producer = KafkaProducer.Start(new ProducerSettings(kafka), logger);
        _streams = RoleStreams.Start(
            Part,
            new ConsumerSettings(kafka, Readers.Group),
            [new Subscription(Topics.WalletKycRequest, MaxUnderWay)],
            (_, cancel) => Handling.Each(MaxUnderWay, AnswerAsync, new DeadLetters(_producer, Topics.DeadLettersOf, time), logger, cancel),
            logger);
        fate.EndsWith(_producer.Completion, "the producer failed");
        fate.EndsWith(_streams.Completion, "the consumer failed");
        readiness.Set(Part, true);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _streams!.DisposeAsync();
        await _producer!.DisposeAsync();
    }

    private async Task<Outcome> AnswerAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel)
    {
        var request = MessageCodec.DecodeKycRequest(record.Message.Value).Message!;
        var reply = new KycReply(KycStatus.Scored, 40m, request.RequestId, request.PaymentId, request.WalletId, time.GetUtcNow());
        var headers = new Headers { { MessageHeaders.CorrelationId, Encoding.UTF8.GetBytes(request.RequestId) } };
        await _producer!.SendAsync(new OutgoingRecord(Topics.WalletKycResponse, record.Message.Key, MessageCodec.Encode(reply), headers), cancel);
        counters.Add("replies");
        return Outcome.Done;
    }
}

internal static class ResponderHostingExtensions
{
    public static WebApplicationBuilder AddResponder(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<Responder>();
        return builder;
    }
}
