namespace RmsActors.Kubernetes.Tests;

/// <summary>Tests that run when no other does: what they wait for takes its time, and others would take the machine's.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
