using System.CommandLine;

return await new RootCommand("Runs the whole system, injects faults, and checks that no payment is lost or decided twice.").Parse(args).InvokeAsync();
