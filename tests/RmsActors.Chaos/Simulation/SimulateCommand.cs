using System.CommandLine;
using System.Globalization;

namespace RmsActors.Chaos.Simulation;

/// <summary><c>simulate</c>: runs from a seed on, or one of them again.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Of the first run; the others follow.", DefaultValueFactory = _ => 1 };
        var payments = new Option<int>("--payments") { Description = "In each run.", DefaultValueFactory = _ => 250 };
        var runs = new Option<int>("--runs") { Description = "How many; one run prints its digest.", DefaultValueFactory = _ => 1 };
        var bug = new Option<PlantedBug>("--bug") { Description = "A mistake to be made, to see it found.", DefaultValueFactory = _ => PlantedBug.None };
        payments.Validators.Add(result => AtLeastOne(result, result.GetValue(payments)));
        runs.Validators.Add(result => AtLeastOne(result, result.GetValue(runs)));
        var command = new Command("simulate", "Runs the whole path on simulated time, drawn from a seed, and checks what came of it.") { seed, payments, runs, bug };
        command.SetAction(parsed => Run(parsed.GetValue(seed), parsed.GetValue(payments), parsed.GetValue(runs), parsed.GetValue(bug)));
        return command;

        static void AtLeastOne(System.CommandLine.Parsing.OptionResult result, int value)
        {
            if (value < 1)
            {
                result.AddError($"{result.Option.Name} {value.ToString(CultureInfo.InvariantCulture)}: expected 1 or more");
            }
        }
    }

    private static int Run(ulong seed, int payments, int runs, PlantedBug bug)
    {
        if (runs == 1)
        {
            var result = Simulation.Run(seed, payments, bug);
            Console.WriteLine(result.Report());
            Console.WriteLine($"digest {result.Digest()}");
            return result.Holds ? 0 : 1;
        }

        var batch = SimulationBatch.Run(seed, runs, payments, bug);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch.Runs} runs in {batch.Took.TotalSeconds:F1} s\n{batch.Totals}"));
        if (batch.FirstFailure is not { } failure)
        {
            return 0;
        }

        Console.WriteLine(failure.Report());
        Console.WriteLine($"again: dotnet run --project tests/RmsActors.Chaos -- simulate --seed {failure.Seed} --payments {failure.Payments}{(bug == PlantedBug.None ? "" : $" --bug {bug}")}");
        return 1;
    }
}
