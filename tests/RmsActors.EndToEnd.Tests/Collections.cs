using Xunit.Abstractions;

[assembly: TestCollectionOrderer("RmsActors.EndToEnd.Tests.LongestFirst", "RmsActors.EndToEnd.Tests")]

namespace RmsActors.EndToEnd.Tests;

/// <summary>Tests whose clusters share this process, its meters and its listeners: one after the other, beside tests whose parts are all processes.</summary>
[CollectionDefinition(nameof(InThisProcess))]
public sealed class InThisProcess;

/// <summary>Tests of how long something takes: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Begins with the longest row of tests, so that the others run beside it rather than before it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.DisplayName == nameof(InThisProcess));
}
