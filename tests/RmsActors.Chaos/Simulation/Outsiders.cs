using System.Text;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>Others who write to the topics: what cannot be read, what was sent before, and what contradicts it.</summary>
internal sealed class Outsiders(World world, SomePayments some)
{
    // Large enough to be refused by its size, and made once.
    private static readonly byte[] TooLarge = Encoding.UTF8.GetBytes("{\"paymentId\":\"" + new string('x', Topics.MaxValueBytes) + "\"}");

    /// <summary>What they do while one payment is being handled.</summary>
    public void Meddle()
    {
        if (world.GoesWrong(world.Conditions.Poison))
        {
            var topic = Topics.All[world.Dice.Below(Topics.All.Count)];
            world.Fault("poison", topic);
            world.Log.Append(world.Injected(new OutgoingRecord(topic, world.Dice.Chance(0.3) ? null : Utf8(some.AnyId()), Poison(topic))));
        }

        if (world.GoesWrong(world.Conditions.Again) && AnyRow() is { } again)
        {
            world.Fault("details again", again.Details.PaymentId);
            Send(again.Details);
        }

        if (world.GoesWrong(world.Conditions.OtherContent) && AnyRow() is { } other)
        {
            world.Fault("other content", other.Details.PaymentId);
            Send(other.Details with { Amount = other.Details.Amount + 1m, WalletId = "w-other", Country = "US" });
        }

        if (world.GoesWrong(world.Conditions.OtherContent))
        {
            var unknown = some.AnyId() + " unknown";
            world.Log.Append(new OutgoingRecord(Topics.PaymentReadyForAntifraud, Utf8(unknown), MessageCodec.Encode(new PaymentReady(unknown))));
            Send(new PaymentDetails(unknown, "w1", 1m, "EUR", "DE", "card", world.Now));
        }
    }

    private PaymentRow? AnyRow() => world.Payments.Rows.GetValueOrDefault(some.AnyId());

    private void Send(PaymentDetails details) =>
        world.Log.Append(new OutgoingRecord(Topics.PaymentDetails, Utf8(details.PaymentId), MessageCodec.Encode(details)));

    private byte[]? Poison(string topic) => world.Dice.Below(9) switch
    {
        0 => null,
        1 => [],
        2 => "not JSON"u8.ToArray(),
        3 => "{}"u8.ToArray(),
        4 => "[]"u8.ToArray(),
        5 => [0x7B, 0xFF, 0x7D],
        6 => "{\"paymentId\":\"\\ud800\"}"u8.ToArray(),
        7 when topic == Topics.PaymentDetails => MessageCodec.Encode(new PaymentDetails(some.AnyId(), "w1", -1m, "EUR", "DE", "card", world.Now)),
        7 when topic == Topics.WalletKycResponse => MessageCodec.Encode(new KycReply(KycStatus.Scored, 100.5m, null, some.AnyId())),
        8 when world.Dice.Chance(0.1) => TooLarge,
        _ => "{\"paymentId\":\"\",\"status\":\"scored\"}"u8.ToArray(),
    };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
