using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Kafka;
using RmsActors.Kyc.Input;

namespace RmsActors.Kyc;

/// <summary>KYC's stream, from start to drained end.</summary>
public sealed class KycStreams(
    KycStore store,
    KycOptions options,
    Behaviour behaviour,
    KafkaOptions kafka,
    Counters counters,
    Readiness readiness,
    ProcessFate fate,
    TimeProvider time,
    ILogger<KycStreams> logger) : IHostedService
{
    private const string Part = "kyc stream";
    private KafkaProducer? _producer;
    private AnswerBatches? _answers;
    private RoleStreams? _streams;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Expect(Part);
        KycTelemetry.Publish(counters);
        await store.MigrateAsync(logger, cancellationToken);
        if (options.Wallets is { } wallets)
        {
            await store.ImportAsync(ReadWallets(wallets), cancellationToken);
        }

        string[] needed = [Topics.WalletKycRequest, Topics.DeadLettersOf(Topics.WalletKycRequest), Topics.WalletKycResponse];
        await TopicAdmin.RequireAsync(kafka, needed, logger, cancellationToken);

        _producer = KafkaProducer.Start(new ProducerSettings(kafka), logger);
        _answers = new AnswerBatches(store);
        var replier = new Replier(_answers, behaviour, _producer, counters, time);
        var deadLetters = new DeadLetters(_producer, Topics.DeadLettersOf, time);
        _streams = RoleStreams.Start(
            "rms-kyc",
            new ConsumerSettings(kafka, options.GroupId) { MaxAboveWatermark = options.MaxUnderWay },
            [new Subscription(Topics.WalletKycRequest, options.MaxUnderWay)],
            (_, cancel) => Handling.Each(options.MaxUnderWay, replier.HandleAsync, deadLetters, logger, cancel),
            logger);
        fate.EndsWith(_producer.Completion, "the Kafka producer failed for good");
        fate.EndsWith(_streams.Completion, "the Kafka consumer, or the stream of its records, failed for good");
        readiness.Set(Part, true);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_streams is not null)
        {
            await _streams.DrainAsync(options.DrainTimeout);
        }

        if (_answers is not null)
        {
            await _answers.DisposeAsync();
        }

        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }
    }

    // The file is a setting's value: a bad one ends the process as any bad setting does, and starting anew would not help.
    private static IReadOnlyList<WalletScore> ReadWallets(string path)
    {
        try
        {
            return WalletsCsv.Read(path);
        }
        catch (InputException bad)
        {
            throw new OptionsException($"{KycOptions.Section}:{nameof(KycOptions.Wallets)} = '{path}': expected a file of wallets and their scores:{Environment.NewLine}{bad.Message}");
        }
    }
}
