using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Serialization;

namespace RmsActors.Rms.Tests.Serialization;

public class PaymentSerializerTests() : TestKit(NodeConfiguration.Serialization)
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(2));
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly Payment Payment = new("pay-ü/1 ☂", "wallet \"1\"", 12.50m, "EUR", "DE", "card", At);
    private static readonly KycAnswer Answer = new(40.25m, "h", "r", "p", "w");
    private static readonly DecisionBytes Bytes = ContractMapping.Encode(Decision);

    private static Decision Decision => new(
        Payment.PaymentId,
        new RiskAssessment(Verdict.Decline, 70.0001m, new(72.0002m, 0.5m, false), new(100m, 0.3m, true), new(20m, 0.2m, false)),
        Domain.Payments.DecisionReason.Scored, 3, 70m, At, At.AddSeconds(1));

    private static Decision Fallback => new(
        Payment.PaymentId,
        new RiskAssessment(Verdict.Review, null, new(null, 0.5m, false), new(100m, 0.3m, true), new(20m, 0.2m, false)),
        Domain.Payments.DecisionReason.KycTimeout, 3, 70m, At, At.AddSeconds(1));

    /// <summary>One of each at least; a type without an example fails the test below.</summary>
    private static readonly object[] Examples =
    [
        new PaymentEvent.ScoringStarted(Payment, "r", At, At.AddSeconds(10)),
        new PaymentEvent.PaymentDecided(Decision, Bytes),
        new PaymentEvent.PaymentDecided(Fallback, ContractMapping.Encode(Fallback)),
        new PaymentEvent.LateKycAnswerReceived(Answer, Verdict.Approve, 27m, At),
        new PaymentEvent.LateKycAnswerReceived(new KycAnswer(null, null, null, null, null), Verdict.Decline, 100m, At),
        new ScorePayment(Payment, new RecordOrigin("PAYMENT-DETAILS", 3, long.MaxValue)),
        new ScorePayment(Payment, new RecordOrigin("PAYMENT-DETAILS", 3, 1), Trace),
        new DeliverKycAnswer("pay-1", Answer),
        new DeliverKycAnswer("pay-1", Answer, Trace),
        new DeliverKycAnswer("pay-1", new KycAnswer(null, null, "r", null, null)),
        new PaymentScored(Bytes, ContentConflict: true),
        new PaymentScored(Bytes, ContentConflict: false),
        .. Enum.GetValues<KycAnswerFate>().Select(fate => new KycAnswerHandled(fate, OnOwner: fate == KycAnswerFate.Taken)),
        AskAgain.Instance,
        StopPayment.Instance,
    ];

    [Fact]
    public void Every_stored_and_remoted_type_comes_back_as_it_was()
    {
        foreach (var example in Examples)
        {
            var serializer = Sys.Serialization.FindSerializerFor(example);
            serializer.ShouldBeOfType<PaymentSerializer>();
            var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, example);
            manifest.ShouldNotContain("RmsActors");
            manifest.ShouldMatch("^[a-z-]+:[0-9]+$");
            Sys.Serialization.Deserialize(serializer.ToBinary(example), serializer.Identifier, manifest).ShouldBe(example);
        }
    }

    [Fact]
    public void There_is_an_example_of_every_type()
    {
        var events = Concrete(typeof(PaymentEvent).Assembly, typeof(PaymentEvent).IsAssignableFrom);
        // What the region carries, what an actor answers with, what a region stops it with: the public messages of this folder.
        var messages = Concrete(typeof(IPaymentMessage).Assembly, type =>
            typeof(IPaymentMessage).IsAssignableFrom(type)
            || (type.Namespace == typeof(IPaymentMessage).Namespace && type.IsPublic && IsRecord(type)
                && type != typeof(KycPatience) && type != typeof(PaymentActorContext)));
        events.Count.ShouldBe(3);
        events.Concat(messages).Except(Examples.Select(example => example.GetType())).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_written_or_read_by_a_serializer_that_is_driven_by_type_names()
    {
        Should.Throw<SerializationException>(() => Sys.Serialization.FindSerializerFor(new Unbound("x")).ToBinary(new Unbound("x")))
            .Message.ShouldContain("has no serializer");
        Should.Throw<SerializationException>(() => Sys.Serialization.Deserialize("{}"u8.ToArray(), 1, typeof(Unbound).AssemblyQualifiedName!));
        foreach (var bound in PaymentSerializer.Types)
        {
            Sys.Serialization.FindSerializerForType(bound).ShouldBeOfType<PaymentSerializer>();
        }
    }

    [Fact]
    public void A_form_that_this_version_does_not_know_is_refused() =>
        Should.Throw<SerializationException>(() => new PaymentSerializer((ExtendedActorSystem)Sys).FromBinary([], "payment-refunded:1"))
            .Message.ShouldBe("'payment-refunded:1' is no form that this version knows");

    [Fact]
    public void A_message_of_a_version_that_knew_no_traces_is_read()
    {
        var serializer = new PaymentSerializer((ExtendedActorSystem)Sys);
        var sent = new DeliverKycAnswer("pay-1", Answer);
        var earlier = System.Text.Encoding.UTF8.GetString(serializer.ToBinary(sent)).Replace(",\"traceParent\":null", "", StringComparison.Ordinal);
        earlier.ShouldNotContain("trace");
        serializer.FromBinary(System.Text.Encoding.UTF8.GetBytes(earlier), "deliver-kyc-answer:1").ShouldBe(sent);
    }

    [Fact]
    public void The_numbers_of_fates_stay_and_one_that_this_version_does_not_know_is_refused()
    {
        var serializer = new PaymentSerializer((ExtendedActorSystem)Sys);
        Enum.GetValues<KycAnswerFate>().Select(fate => $"{serializer.ToBinary(new KycAnswerHandled(fate, OnOwner: true))[0]} {fate}").ShouldBe(
            ["0 Taken", "1 TakenLate", "2 NothingAsked", "3 NoCorrelation", "4 OtherRequest", "5 OtherPayment", "6 OtherWallet", "7 AlreadyAnswered"]);
        Should.Throw<SerializationException>(() => serializer.FromBinary([8, 1], "kyc-answer-handled:1"))
            .Message.ShouldBe("8 is no fate of a KYC answer that this version knows");
    }

    [Fact]
    public void The_decision_is_stored_as_the_very_bytes_that_are_published()
    {
        var serializer = new PaymentSerializer((ExtendedActorSystem)Sys);
        serializer.ToBinary(new PaymentEvent.PaymentDecided(Decision, Bytes)).ShouldBe(Bytes.Value);
        MessageCodec.DecodePayDecision(Bytes.Value).Message!.RiskScore.ShouldBe(70.0001m);
    }

    /// <summary>Bytes that a version of this software has stored. New files are added; one that is there is never changed.</summary>
    public static TheoryData<string> Kept()
    {
        var files = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.bytes").Order(StringComparer.Ordinal))
        {
            files.Add(Path.GetFileName(file));
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_was_stored_once_can_be_read_for_ever(string file)
    {
        var (manifest, number) = (file.Split('@')[0].Replace('_', ':'), int.Parse(file.Split('@')[1].Split('.')[0]));
        var expected = Examples.OfType<PaymentEvent>().Where(e => Manifest(e) == manifest).ElementAt(number);
        var stored = File.ReadAllBytes(Path.Combine(Folder, file));
        new PaymentSerializer((ExtendedActorSystem)Sys).FromBinary(stored, manifest).ShouldBe(expected);
    }

    [Fact]
    public void There_are_kept_bytes_of_every_event_form() =>
        Examples.OfType<PaymentEvent>().Select(Manifest).Distinct()
            .ShouldBeSubsetOf(Directory.EnumerateFiles(Folder, "*.bytes").Select(file => Path.GetFileName(file).Split('@')[0].Replace('_', ':')));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Serialization", "Kept");

    private static string Manifest(PaymentEvent e) => new PaymentSerializer(null!).Manifest(e);

    private static List<Type> Concrete(Assembly assembly, Func<Type, bool> wanted) =>
        [.. assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false, IsGenericTypeDefinition: false } && wanted(type))];

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private sealed record Unbound(string Name);
}
