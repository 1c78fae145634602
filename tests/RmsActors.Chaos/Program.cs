using System.CommandLine;
using RmsActors.Chaos.Simulation;

return await new RootCommand("Runs the whole system, injects faults, and checks that no payment is lost or decided twice.")
{
    SimulateCommand.Create(),
}.Parse(args).InvokeAsync();
