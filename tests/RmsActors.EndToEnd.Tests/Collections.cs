namespace RmsActors.EndToEnd.Tests;

/// <summary>Tests whose clusters share this process, its meters and its listeners: one after the other, beside tests whose parts are all processes.</summary>
[CollectionDefinition(nameof(InThisProcess))]
public sealed class InThisProcess;

/// <summary>Tests of how long something takes: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
