namespace RmsActors.Chaos.Tests;

/// <summary>Tests of real processes and of how long something takes: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
