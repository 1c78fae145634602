using System.Text;
using BenchmarkDotNet.Attributes;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;

namespace RmsActors.Benchmarks.Micro;

/// <summary>The pure steps of a payment.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private const string Id = "payment-0123456789";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PaymentDetails Details = new(Id, "wallet-1", 12.50m, "EUR", "DE", "card", Now);
    private readonly PaymentDecider _decider = new(
        new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal> { ["DE"] = 10m }, new Dictionary<string, decimal> { ["card"] = 20m }), TimeSpan.FromSeconds(10), ContractMapping.Encode);

    private readonly byte[] _details = MessageCodec.Encode(Details);
    private readonly byte[] _key = Encoding.UTF8.GetBytes(Id);
    private readonly string _request = KycCorrelation.RequestIdOf(Id);
    private PaymentState _awaiting = null!;
    private KycAnswer _answer = null!;
    private OffsetWatermark _watermark = null!;
    private long _offset;

    [GlobalSetup]
    public void SetUp()
    {
        var (events, _) = _decider.Decide(PaymentState.New.Instance, new PaymentCommand.StartScoring(Details.ToPayment(), _request), Now);
        _awaiting = PaymentDecider.Evolve(PaymentState.New.Instance, events[0]);
        _answer = new KycAnswer(40m, _request, _request, Id, "wallet-1");
        _watermark = new OffsetWatermark(0);
    }

    [Benchmark(Description = "decider: start scoring")]
    public object StartScoring() => _decider.Decide(PaymentState.New.Instance, new PaymentCommand.StartScoring(Details.ToPayment(), _request), Now);

    [Benchmark(Description = "decider: decide, with the decision's bytes")]
    public object Decide() => _decider.Decide(_awaiting, new PaymentCommand.TakeKycAnswer(_answer), Now);

    [Benchmark(Description = "codec: decode details")]
    public object DecodeDetails() => MessageCodec.DecodePaymentDetails(_details);

    [Benchmark(Description = "codec: encode details")]
    public byte[] EncodeDetails() => MessageCodec.Encode(Details);

    [Benchmark(Description = "request id")]
    public string RequestId() => KycCorrelation.RequestIdOf(Id);

    [Benchmark(Description = "murmur2: partition of a payment id")]
    public int Partition() => Murmur2.Partition(_key, 12);

    [Benchmark(Description = "watermark: enter and complete")]
    public OffsetCompletion Watermark()
    {
        _watermark.TryEnter(_offset, Now);
        return _watermark.Complete(_offset++);
    }
}
