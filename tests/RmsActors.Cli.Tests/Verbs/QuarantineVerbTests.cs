using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.Cli.Tests.Verbs;

public class QuarantineVerbTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_payment_is_quarantined_listed_and_released(DatabaseKind kind)
    {
        var where = await MigratedAsync(kind);
        (await RunAsync(where, "--list")).ShouldBe((0, "No payment is quarantined.\n", ""));

        var (added, output, error) = await RunAsync(where, "@pay 1", "--reason", "its row\nis damaged");
        added.ShouldBe(0, error);
        output.ShouldContain("'@pay 1' is quarantined");
        var (again, before, _) = await RunAsync(where, "@pay 1", "--reason", "another");
        again.ShouldBe(0);
        before.ShouldContain("was quarantined before, at 20");
        before.ShouldContain(@"its row\u000ais damaged");

        (await RunAsync(where, "--list")).Output.ShouldContain(@"@pay 1  its row\u000ais damaged");
        (await RunAsync(where, "--release", "@pay 1")).Output.ShouldContain("is released; its dead letters come back with: rms dlq replay");
        (await RunAsync(where, "--list")).Output.ShouldBe("No payment is quarantined.\n");
        var (released, _, twice) = await RunAsync(where, "--release", "@pay 1");
        released.ShouldBe(1);
        twice.ShouldContain("'@pay 1' is not quarantined");
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task It_tells_what_the_journal_knows(DatabaseKind kind)
    {
        var where = await MigratedAsync(kind);
        await using (var journal = Database.Of(where, "journal"))
        await using (var connection = await journal.OpenAsync())
        {
            foreach (var (id, number, manifest) in new[] { ("begun", 1, "scoring-started:1"), ("decided", 1, "scoring-started:1"), ("decided", 2, "payment-decided:1") })
            {
                await connection.ExecuteAsync(
                    "INSERT INTO journal (persistence_id, sequence_number, deleted, created, message, manifest) VALUES (@id, @number, @deleted, 0, @message, @manifest)",
                    new { id = PaymentActor.PersistenceIdOf(id), number, deleted = false, message = Array.Empty<byte>(), manifest });
            }
        }

        (await RunAsync(where, "decided", "--reason", "r")).Output.ShouldContain("holds a decision for it, which stands");
        (await RunAsync(where, "begun", "--reason", "r")).Output.ShouldContain("holds no decision for it");
        (await RunAsync(where, "other", "--reason", "r")).Output.ShouldContain("knows no such payment: is the id right?");
    }

    [Theory]
    [InlineData("expected ID --reason TEXT, or --release ID, or --list")]
    [InlineData("expected ID --reason TEXT, or --release ID, or --list", "pay-1")]
    [InlineData("expected ID --reason TEXT, or --release ID, or --list", "--reason", "r")]
    [InlineData("expected ID --reason TEXT, or --release ID, or --list", "pay-1", "--reason", "r", "--list")]
    [InlineData("expected ID --reason TEXT, or --release ID, or --list", "--release", "pay-1", "--list")]
    [InlineData("payment id 'a\\u0007': expected 1 to 128 Unicode code points", "a\a", "--reason", "r")]
    [InlineData("--reason = '': expected 1 to 1024 Unicode code points", "pay-1", "--reason", "")]
    [InlineData("Store:Data = '/nowhere': expected the nodes' folder, and there is no rms.db in it", "--list", "--data", "/nowhere")]
    public async Task What_cannot_be_used_is_told(string told, params string[] args)
    {
        var (code, output, error) = await Rms.RunAsync(["quarantine", .. args]);
        code.ShouldBe(2, output + error);
        error.ShouldContain(told);
        Directory.Exists("/nowhere").ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_no_node_of_this_version_has_prepared_is_a_failure_told_in_one_line()
    {
        var where = await stores.CreateAsync(DatabaseKind.Sqlite);
        await File.WriteAllBytesAsync(Path.Combine(where.Data, "rms.db"), []);
        var (code, _, error) = await RunAsync(where, "--list");
        code.ShouldBe(1);
        error.Trim().ShouldNotContain("\n");
        error.ShouldContain("made by a node of this version when it starts");
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_a_failure_told_in_one_line()
    {
        var (code, _, error) = await Rms.RunAsync("quarantine", "--list", "--postgres", "Host=127.0.0.1;Port=1;Username=u;Password=secret");
        code.ShouldBe(1);
        error.Trim().ShouldNotContain("\n");
        error.ShouldNotContain("secret");
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(StoreOptions where, params string[] args) =>
        Rms.RunAsync(["quarantine", .. args, .. where.Postgres is { } postgres ? (string[])["--postgres", postgres] : ["--data", where.Data]]);

    private async Task<StoreOptions> MigratedAsync(DatabaseKind kind)
    {
        var where = await stores.CreateAsync(kind);
        foreach (var (store, scripts) in new[] { ("journal", "Journal"), ("rms", "ReferenceData") })
        {
            await using var database = Database.Of(where, store);
            await Migrations.RunAsync(database, typeof(PaymentActor).Assembly, "RmsActors.Rms.Migrations." + scripts, NullLogger.Instance);
        }

        return where;
    }
}
