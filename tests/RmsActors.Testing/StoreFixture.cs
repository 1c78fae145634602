using RmsActors.Hosting;
using Xunit;

namespace RmsActors.Testing;

/// <summary>Empty stores of either kind, as a class fixture, so that one test class covers both.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rms-test-");
    private int _stores;

    public Task InitializeAsync() => _postgres.InitializeAsync();

    /// <summary>Where a test keeps its stores: a folder or a PostgreSQL database of its own. Skips the test where there is no PostgreSQL.</summary>
    public async Task<StoreOptions> CreateAsync(DatabaseKind kind) => new()
    {
        Data = _folder.CreateSubdirectory($"{Interlocked.Increment(ref _stores)}").FullName,
        Postgres = kind == DatabaseKind.PostgreSql ? await _postgres.CreateDatabaseAsync() : null,
    };

    public async Task DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
