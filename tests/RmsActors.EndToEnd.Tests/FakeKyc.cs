using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;

namespace RmsActors.EndToEnd.Tests;

/// <summary>Answers every request at once, from a score by wallet; the test chooses how the reply's record looks.</summary>
internal sealed class FakeKyc : IAsyncDisposable
{
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;
    private readonly Func<KycRequest, IEnumerable<(byte[]? Key, KycReply Reply, Headers? Headers)>> _answer;
    private int _requests;

    public FakeKyc(string bootstrap, int partitions, Func<KycRequest, IEnumerable<(byte[]? Key, KycReply Reply, Headers? Headers)>> answer)
    {
        _answer = answer;
        _producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, Partitioner = Confluent.Kafka.Partitioner.Murmur2Random, LingerMs = 1 }).Build();
        _consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "fake-kyc", FetchWaitMaxMs = 5 }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(Topics.WalletKycRequest, p, Offset.Beginning)));
        _answering = Task.Factory.StartNew(Answer, TaskCreationOptions.LongRunning);
    }

    /// <summary>Requests read so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The reply that KYC gives, with the request's key.</summary>
    public static (byte[]? Key, KycReply Reply, Headers? Headers) Plain(KycRequest request, decimal? score) => (
        Encoding.UTF8.GetBytes(request.PaymentId),
        new KycReply(score is null ? KycStatus.UnknownWallet : KycStatus.Scored, score, request.RequestId, request.PaymentId, request.WalletId, request.RequestedAt),
        new Headers { { MessageHeaders.CorrelationId, Encoding.UTF8.GetBytes(request.RequestId) } });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _answering;
        _consumer.Dispose();
        _producer.Dispose();
        _stop.Dispose();
    }

    private void Answer()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(50)) is not { } record)
            {
                continue;
            }

            Interlocked.Increment(ref _requests);
            foreach (var (key, reply, headers) in _answer(MessageCodec.DecodeKycRequest(record.Message.Value).Message!))
            {
                _producer.Produce(Topics.WalletKycResponse, new Message<byte[]?, byte[]> { Key = key, Value = MessageCodec.Encode(reply), Headers = headers });
            }
        }
    }
}
