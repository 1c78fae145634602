using System.Text.Json;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>The whole system as the database role that it has in production, after another role has migrated.</summary>
public sealed class RuntimeRoleTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Payments_are_decided_by_a_role_that_may_only_append_to_the_journal()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        var (code, output, error) = await RmsProcess.RunAsync("migrate", "--postgres", roles.Owner, "--runtime-role", roles.RuntimeName);
        code.ShouldBe(0, output + error);

        (code, output, error) = await RmsProcess.RunAsync(
            "demo", "--payments", "200", "--postgres", roles.Runtime, "--data", _folder["data"], "--report", _folder["report.json"], "--timeout", "2m", "--kyc-deadline", "1m");
        code.ShouldBe(0, output + error);
        var report = JsonDocument.Parse(File.ReadAllText(_folder["report.json"])).RootElement;
        (report.GetProperty("approved").GetInt32() + report.GetProperty("declined").GetInt32()).ShouldBe(200);
        (await roles.ReadAsync("SELECT count(*)::text FROM journal")).ShouldBe(["400"]);
        (await roles.ReadAsync("SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'")).ShouldBe([roles.OwnerName]);
    }

    [SkippableFact]
    public async Task Without_the_migration_a_role_ends_and_says_what_to_do()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        var (code, _, error) = await RmsProcess.RunAsync("payments", "--kafka", "127.0.0.1:1", "--postgres", roles.Runtime);
        code.ShouldBe(1, error);
        error.ShouldContain("run 'rms migrate' of this version first, as the role that owns the tables");
        error.ShouldNotContain("   at ");
    }

    [SkippableFact]
    public async Task A_payment_is_quarantined_and_released_by_it_too()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        (await RmsProcess.RunAsync("migrate", "--postgres", roles.Owner, "--runtime-role", roles.RuntimeName)).Code.ShouldBe(0);
        foreach (var arguments in (string[][])[["p1", "--reason", "row damaged"], ["--list"], ["--release", "p1"]])
        {
            var (code, output, error) = await RmsProcess.RunAsync(["quarantine", .. arguments, "--postgres", roles.Runtime]);
            code.ShouldBe(0, output + error);
        }
    }
}
