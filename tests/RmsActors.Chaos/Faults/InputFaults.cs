using System.Text;
using RmsActors.Chaos.Harness;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Faults;

/// <summary>Records that should not be there: poison, duplicates, other content under a known id, other keys.</summary>
internal static class InputFaults
{
    private const int Some = 10;

    public static IEnumerable<FaultKind> All() =>
    [
        new("poison", "records that nobody can read, on every topic", TimeSpan.FromSeconds(8), PoisonAsync),
        new("duplicates", "payments come to RMS again, under any key", TimeSpan.FromSeconds(8), (context, random, cancel) =>
            AgainAsync(context, "duplicates", payment => payment, random, cancel)),
        new("other-content", "payments come to RMS again with other content", TimeSpan.FromSeconds(8), (context, random, cancel) =>
            AgainAsync(context, "other-content", payment => payment with { Amount = payment.Amount + 1, Country = "KP" }, random, cancel)),
    ];

    /// <summary>A record that nobody can read on every partition of PAYMENT-DETAILS.</summary>
    public static async Task PoisonDetailsAsync(FaultContext context, CancellationToken cancel)
    {
        // Murmur2 of the numbers' texts reaches every partition long before a hundred.
        var keys = Enumerable.Range(0, 1_000).Select(number => Encoding.UTF8.GetBytes($"poison-{number}")).DistinctBy(key => Murmur2.Partition(key, ChaosOptions.Partitions)).ToList();
        foreach (var key in keys)
        {
            await context.Producer.SendAsync(new OutgoingRecord(Topics.PaymentDetails, key, "this is no JSON"u8.ToArray()), cancel);
        }

        context.Log.Struck("poison", $"{keys.Count} records", keys.Count);
    }

    private static async Task PoisonAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var count = 0;
        foreach (var topic in Topics.All)
        {
            foreach (var value in Poison(topic, random.Next()))
            {
                var key = random.Next(3) == 0 ? null : Encoding.UTF8.GetBytes("poison-" + random.Next());
                await context.Producer.SendAsync(new OutgoingRecord(topic, key, value), cancel);
                count++;
            }
        }

        context.Log.Struck("poison", $"{count} records", count);
    }

    private static IEnumerable<byte[]?> Poison(string topic, int number)
    {
        yield return null;
        yield return [];
        yield return "this is no JSON"u8.ToArray();
        yield return "{}"u8.ToArray();
        yield return "[1,2,3]"u8.ToArray();
        yield return [0xff, 0xfe, 0x00, (byte)number];
        yield return Encoding.UTF8.GetBytes($"{{\"paymentId\":{number}}}");
        yield return Encoding.UTF8.GetBytes($"{{\"paymentId\":\"{new string('x', 1_000_000)}\"}}");
        if (topic == Topics.PaymentDetails)
        {
            foreach (var amount in (string[])["-1", "0", "1e99", "1000000000000.0001", "0.00001", "much"])
            {
                yield return Encoding.UTF8.GetBytes(
                    $$"""{"paymentId":"poison-{{number}}","walletId":"w","amount":"{{amount}}","currency":"EUR","country":"DE","paymentType":"card","createdAt":"2026-01-01T00:00:00Z"}""");
            }
        }

        if (topic == Topics.WalletKycResponse)
        {
            var id = KycCorrelation.RequestIdOf($"poison-{number}");
            yield return Encoding.UTF8.GetBytes($$"""{"requestId":"{{id}}","status":"Scored","score":100.5}""");
            yield return Encoding.UTF8.GetBytes($$"""{"requestId":"{{id}}","status":"Scored"}""");
            yield return Encoding.UTF8.GetBytes($$"""{"requestId":"{{id}}","status":"Whatever","score":1}""");
        }
    }

    // Under its own key, another one, and none: what counts is the id in the value.
    private static async Task AgainAsync(FaultContext context, string kind, Func<PaymentDetails, PaymentDetails> change, Random random, CancellationToken cancel)
    {
        var recent = context.Observer.Recent.ToArray();
        random.Shuffle(recent);
        var chosen = recent.Take(Some).ToList();
        foreach (var payment in chosen)
        {
            var key = random.Next(3) switch
            {
                0 => null,
                1 => Encoding.UTF8.GetBytes("another key " + random.Next()),
                _ => Encoding.UTF8.GetBytes(payment.PaymentId),
            };
            await context.Producer.SendAsync(new OutgoingRecord(Topics.PaymentDetails, key, MessageCodec.Encode(change(payment))), cancel);
        }

        context.Log.Struck(kind, $"{chosen.Count} records", chosen.Count);
    }
}
