using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Stores;
using RmsActors.Cli.Verbs;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.Cli.Tests.Stores;

public class RuntimeRoleTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Migrated_by_its_owner_the_database_serves_a_role_that_may_only_read_and_append_the_journal()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        (await MigrateAsync(roles)).ShouldBe((ExitCode.Success, $"All schemas are up to date, and '{roles.RuntimeName}' has what the system needs.\n"));

        await roles.ExecuteAsRuntimeAsync("INSERT INTO journal (deleted, persistence_id, sequence_number, created, message) VALUES (false, 'p', 1, 0, '')");
        foreach (var change in (string[])
            [
                "UPDATE journal SET message = 'x'", "DELETE FROM journal", "TRUNCATE journal", "DROP TABLE journal", "ALTER TABLE journal DROP CONSTRAINT uq_journal",
                "CREATE TABLE mine (a int)", "UPDATE scoring_policy SET threshold = 100", "INSERT INTO scoring_policy SELECT * FROM scoring_policy", "DELETE FROM payments", "UPDATE kyc_answers SET score = 1",
            ])
        {
            (await Should.ThrowAsync<PostgresException>(roles.ExecuteAsRuntimeAsync(change))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, change);
        }
    }

    [SkippableFact]
    public async Task Every_table_is_thought_of()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        await MigrateAsync(roles);
        (await roles.ReadAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).Order(StringComparer.Ordinal)
            .ShouldBe(RuntimeRole.Grants.SelectMany(grant => grant.Tables).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Where_the_schemas_are_up_to_date_the_runtime_role_starts_without_trying_to_change_them()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        await MigrateAsync(roles);
        // Whoever so much as tries is refused, before rights are looked at.
        await roles.ExecuteAsSuperuserAsync("""
            CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the schema was to be changed by %', tg_tag; END $$;
            CREATE EVENT TRIGGER nobody ON ddl_command_start EXECUTE FUNCTION refuse();
            """);

        await AsARoleStartsAsync(roles);
        (await Should.ThrowAsync<PostgresException>(roles.ExecuteAsRuntimeAsync("CREATE TABLE mine (a int)"))).MessageText.ShouldContain("the schema was to be changed by CREATE TABLE");
    }

    [SkippableFact]
    public async Task Before_any_migration_the_runtime_role_says_what_to_do()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        (await Should.ThrowAsync<SchemaTooOldException>(AsARoleStartsAsync(roles))).Message.ShouldContain("run 'rms migrate' of this version first");
    }

    [SkippableFact]
    public async Task A_schema_that_is_too_old_is_refused_as_it_is_until_it_is_migrated()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        await MigrateAsync(roles);
        // As the version before left it.
        await roles.ExecuteAsOwnerAsync("ALTER TABLE payments DROP COLUMN traceparent; DELETE FROM schemaversions_payments WHERE scriptname LIKE '%0002_traceparent.sql'");

        var refused = await Should.ThrowAsync<SchemaTooOldException>(AsARoleStartsAsync(roles));
        refused.Message.ShouldStartWith("The schema of the payments store is older than this version needs (RmsActors.Payments.Migrations.PostgreSql.0002_traceparent.sql)");
        (await roles.ReadAsync("SELECT scriptname FROM schemaversions_payments")).ShouldHaveSingleItem();

        (await MigrateAsync(roles)).Code.ShouldBe(ExitCode.Success);
        await AsARoleStartsAsync(roles);
    }

    [SkippableFact]
    public async Task A_role_that_could_change_the_journal_all_the_same_is_refused()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        await roles.ExecuteAsSuperuserAsync($"GRANT {roles.OwnerName} TO {roles.RuntimeName}");
        var (code, told) = await MigrateAsync(roles);
        code.ShouldBe(ExitCode.Failure);
        told.ShouldContain($"'{roles.RuntimeName}' may change the journal");
    }

    [SkippableFact]
    public async Task So_is_one_that_could_make_tables()
    {
        var roles = await DatabaseRoles.MakeAsync(postgres);
        await roles.ExecuteAsSuperuserAsync("GRANT CREATE ON SCHEMA public TO PUBLIC");
        var (code, told) = await MigrateAsync(roles);
        code.ShouldBe(ExitCode.Failure);
        told.ShouldContain("REVOKE CREATE ON SCHEMA");
    }

    [Fact]
    public async Task A_role_needs_a_database_with_roles()
    {
        var error = new StringWriter();
        (await RmsCommand.RunAsync([MigrateVerb.Create()], ["migrate", "--runtime-role", "r"], TextWriter.Null, error)).ShouldBe(ExitCode.BadInput);
        error.ToString().ShouldContain("--runtime-role: expected --postgres as well");
    }

    private static async Task<(int Code, string Told)> MigrateAsync(DatabaseRoles roles)
    {
        var told = new StringWriter { NewLine = "\n" };
        return (await RmsCommand.RunAsync([MigrateVerb.Create()], ["migrate", "--postgres", roles.Owner, "--runtime-role", roles.RuntimeName], told, told), told.ToString());
    }

    private static Task AsARoleStartsAsync(DatabaseRoles roles) =>
        AllStores.MigrateAsync(new StoreOptions { Postgres = roles.Runtime }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
}
