using RmsActors.Contracts;
using RmsActors.Domain.Scoring;

namespace RmsActors.Chaos.Simulation;

/// <summary>Payments, wallets and reference data of a run.</summary>
internal sealed class SomePayments(World world)
{
    private const int Wallets = 40;

    private static readonly Dictionary<string, decimal> Countries = new(StringComparer.Ordinal) { ["DE"] = 10m, ["US"] = 35.5m, ["KP"] = 100m };
    private static readonly Dictionary<string, decimal> PaymentTypes = new(StringComparer.Ordinal) { ["card"] = 20m, ["transfer"] = 45.25m };

    // Ids are any text: long ones, ones that look like a request's, ones outside ASCII.
    private static readonly string[] Prefixes = ["p", "p", "p", "Zahlung für 支払い 💶 ", "p~0123456", new('x', 100)];

    private readonly string _prefix = world.Dice.Pick<string>(Prefixes);
    private readonly int _scoreSeed = world.Dice.Below(1_000);

    public PaymentDetails Payment(int number) => new(
        IdOf(number), $"w{world.Dice.Below(Wallets)}", world.Dice.Between(1, 1_000_000) * 0.01m, "EUR",
        world.Dice.Pick("DE", "US", "KP", "Atlantis"), world.Dice.Pick("card", "transfer", "barter"), world.Now);

    /// <summary>The id of one of the run's payments, perhaps of one that is still to come.</summary>
    public string AnyId() => IdOf(world.Dice.Below(world.Conditions.Payments));

    /// <summary>What KYC says of a wallet, always the same; null for one that it does not know.</summary>
    public decimal? ScoreOf(string walletId)
    {
        var hash = _scoreSeed;
        foreach (var character in walletId)
        {
            hash = unchecked((hash * 31) + character);
        }

        var drawn = (hash & int.MaxValue) % 1_100;
        return drawn > 1_000 ? null : drawn * 0.1m;
    }

    public static ScoringRules Rules(ScoringPolicy policy) => new(policy, Countries, PaymentTypes);

    private string IdOf(int number) => _prefix + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
