using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>A node is ready while it can take payments in, and alive as long as its process answers.</summary>
[Collection(nameof(InThisProcess))]
public sealed class HealthTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_node_whose_journal_cannot_be_read_is_alive_but_not_ready()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1);
        var node = await cluster.AddressAsync(0);
        var (status, report) = await ReadyAsync(node);
        status.ShouldBe(HttpStatusCode.OK);
        report.GetProperty("checks").EnumerateObject().Select(check => check.Name).Order(StringComparer.Ordinal)
            .ShouldBe(["akka.cluster.join", "journal", "parts", "payment region"]);

        using var database = new SqliteConnection($"Data Source={Path.Combine(cluster.Data, "journal.db")}");
        await database.ExecuteAsync("ALTER TABLE journal RENAME TO journal_away");
        await Eventually.TrueAsync(async () => (await ReadyAsync(node)).Status == HttpStatusCode.ServiceUnavailable, "it notices");
        (await ReadyAsync(node)).Report.GetProperty("missing").EnumerateArray().Select(part => part.GetString()).ShouldBe(["journal"]);
        (await _http.GetAsync(node + "/healthz/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await database.ExecuteAsync("ALTER TABLE journal_away RENAME TO journal");
        await Eventually.TrueAsync(async () => (await ReadyAsync(node)).Status == HttpStatusCode.OK, "it is ready again");
    }

    private async Task<(HttpStatusCode Status, JsonElement Report)> ReadyAsync(string node)
    {
        var response = await _http.GetAsync(node + "/healthz/ready");
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
