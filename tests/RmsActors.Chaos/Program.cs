using RmsActors.Chaos;
using RmsActors.Chaos.Roles;

return args is [ChaosRole.Verb, .. var role] ? await ChaosRole.RunAsync(role) : await ChaosCommand.RunAsync(args);
