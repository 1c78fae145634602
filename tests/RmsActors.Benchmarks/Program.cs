using RmsActors.Benchmarks;
using RmsActors.Benchmarks.Roles;

return args is [BenchRole.Verb, .. var role] ? await BenchRole.RunAsync(role) : await BenchCommand.RunAsync(args);
