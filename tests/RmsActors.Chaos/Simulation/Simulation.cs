using System.Security.Cryptography;
using System.Text;
using RmsActors.Chaos.Checking;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Simulation;

/// <summary>What became of a run.</summary>
/// <param name="Drained">Whether everything that was written was processed in the end. Where it was not, something stands still for ever.</param>
/// <param name="Turns">Events that happened.</param>
internal sealed record SimulationResult(ulong Seed, int Payments, Verdict Verdict, History History, bool Drained, long Turns)
{
    public bool Holds => Drained && Verdict.Holds;

    public string Report() => $"seed {Seed}, {Payments} payments, {(Drained ? "drained" : "NOT DRAINED")}, {Turns} events\n{Verdict.Report()}";

    /// <summary>A digest of all that was seen, in order.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var observation in History.Observations())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(observation.ToString()));
            switch (observation)
            {
                case Observation.RecordSeen { Record: var record }:
                    hash.AppendData(record.Key ?? []);
                    hash.AppendData(record.Value ?? []);
                    break;
                case Observation.OffsetsSeen offsets:
                    hash.AppendData(Encoding.UTF8.GetBytes(string.Join(',', offsets.Committed)));
                    break;
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>
/// One run of the whole path, on one thread and on simulated time: the product's own types between a broker, a journal, a cluster and
/// neighbours that fail. Everything is drawn from the seed.
/// </summary>
internal static class Simulation
{
    // Far beyond what any run takes once nothing goes wrong any more; a run that gets there stands still, or goes round in circles.
    private const long MostSecondsAfterCalm = 600;
    private const long MostTurnsForEach = 5_000;
    private const int LookEvery = 200;

    // Policies are drawn, and their defaults with them.
    private static readonly Expectations Expected = new(DefaultScore: null);

    public static SimulationResult Run(ulong seed, int payments, PlantedBug bug = PlantedBug.None)
    {
        var world = new World(seed, payments, bug);
        var conditions = world.Conditions;
        var some = new SomePayments(world);
        var rms = new SimulatedGroup(world, "rms", [Topics.PaymentDetails, Topics.WalletKycResponse]);
        var antifraud = new SimulatedGroup(world, "antifraud", [Topics.PaymentReadyForAntifraud, Topics.PayDecision]);
        var kyc = new SimulatedGroup(world, "kyc", [Topics.WalletKycRequest]);

        var nodes = Enumerable.Range(1, conditions.Nodes).Select(n => new RmsNode(world, $"node-{n}", rms)).ToList();
        world.Cluster.Nodes.AddRange(nodes);
        var source = new PaymentsProcess(world, some);
        List<SimulatedProcess> others =
        [
            source,
            .. Enumerable.Range(1, conditions.AntifraudProcesses).Select(n => new AntifraudProcess(world, $"antifraud-{n}", antifraud)),
            .. Enumerable.Range(1, conditions.KycProcesses).Select(n => new KycProcess(world, $"kyc-{n}", kyc, some)),
        ];

        var calmAt = (long)payments * conditions.ArrivalGap + world.Dice.Below(conditions.KycDeadline);
        new Weather(world, nodes, others, [rms, antifraud, kyc]).Forecast(calmAt);
        var outsiders = new Outsiders(world, some);
        for (var n = 0; n < payments; n++)
        {
            world.Schedule.In((long)(calmAt * world.Dice.Unit()), outsiders.Meddle);
        }

        foreach (var process in others.Concat(nodes))
        {
            world.Schedule.In(world.Dice.Below(1_000), process.Start);
        }

        world.Schedule.In(calmAt, () => world.Calm = true);
        var drained = RunUntil(world, () => world.Calm && source.HasAnnouncedAll && rms.HasReadAll && antifraud.HasReadAll && kyc.HasReadAll, calmAt);
        foreach (var (paymentId, row) in world.Payments.Rows)
        {
            world.History.Status(paymentId, row.Status, world.Now);
        }

        return new SimulationResult(seed, payments, Checker.Check(world.History, Expected), world.History, drained, world.Schedule.Turns);
    }

    private static bool RunUntil(World world, Func<bool> isDone, long calmAt)
    {
        var latest = calmAt + (MostSecondsAfterCalm * Schedule.Second);
        var mostTurns = MostTurnsForEach * (world.Conditions.Payments + 100);
        while (world.Schedule.Turn())
        {
            if (world.Schedule.Turns % LookEvery == 0 && (isDone() || world.Schedule.Elapsed > latest || world.Schedule.Turns > mostTurns))
            {
                break;
            }
        }

        return isDone();
    }
}
