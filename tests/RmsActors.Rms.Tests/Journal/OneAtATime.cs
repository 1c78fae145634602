namespace RmsActors.Rms.Tests.Journal;

/// <summary>
/// Tests that have a whole journal at work, and a server that crashes or hangs under it: none of them runs beside another test, whose time
/// limits they would use up.
/// </summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
