using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Domain.Payments;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Journal;

/// <summary>The journal's database goes away and comes back under load: what waits is worked off soon, and nothing is decided by KYC's silence.</summary>
[Collection(nameof(OneAtATime))]
public class DatabaseOutageTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int PerSecond = 100;

    /// <summary>Within which the full rate must be back, with what had to wait.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    // The server's and a bystander's own processes are not the journal's connections.
    private const string CutBusyConnections =
        """
        SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()
        """;

    [SkippableFact]
    public async Task A_crash_and_restart_costs_no_decision() =>
        await SurviveAsync(server => server.RestartImmediatelyAsync());

    [SkippableFact]
    public async Task A_hang_of_ten_seconds_costs_no_decision() => await SurviveAsync(async server =>
    {
        server.Freeze();
        await Task.Delay(TimeSpan.FromSeconds(10));
        server.Thaw();
    });

    [SkippableFact]
    public async Task Connections_cut_in_the_middle_of_commits_cost_no_decision_and_make_no_second_one() => await SurviveAsync(async server =>
    {
        await using var connection = new Npgsql.NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var cut = 0L;
        await Eventually.TrueAsync(async () => (cut += await connection.ExecuteScalarAsync<long>(CutBusyConnections)) >= 50, "50 busy connections are cut", TimeSpan.FromSeconds(60));
    });

    private async Task SurviveAsync(Func<PostgresServer, Task> fault)
    {
        var server = await postgres.StartServerAsync();
        await using var journal = Database.Of(new StoreOptions { Postgres = server.ConnectionString }, "journal");
        await Migrations.RunAsync(journal, typeof(PaymentActor).Assembly, "RmsActors.Rms.Migrations.Journal", NullLogger.Instance);
        await using var load = await PaymentLoad.StartAsync(journal, PerSecond);
        await Eventually.TrueAsync(() => load.Decided.Count > 2 * PerSecond, "payments are being decided", TimeSpan.FromSeconds(60));

        await fault(server);

        // What had to wait is decided, what comes is decided as it comes: no more wait than come within half a second.
        var backlog = load.Decided.Count + load.Undecided;
        await Eventually.TrueAsync(
            () => load.Decided.Count > backlog + (2 * PerSecond) && load.Undecided < PerSecond / 2, "the full rate is back, and the backlog gone", Recovery);
        await load.FinishAsync();
        await EachWasDecidedOnceByKycAsync(load, journal);
    }

    private static async Task EachWasDecidedOnceByKycAsync(PaymentLoad load, Database journal)
    {
        load.Decided.Values.Select(bytes => ContractMapping.Decode(bytes).Reason).Distinct().ShouldBe([DecisionReason.Scored]);
        await using var connection = await journal.OpenAsync();
        var stored = await connection.QueryAsync<(string PersistenceId, long SequenceNumber, byte[] Message)>("SELECT persistence_id, sequence_number, message FROM journal");
        var second = stored.Where(row => row.SequenceNumber == 2).ToDictionary(row => row.PersistenceId, row => row.Message, StringComparer.Ordinal);
        stored.Count().ShouldBe(2 * load.Decided.Count);
        foreach (var (paymentId, answered) in load.Decided)
        {
            second[PaymentActor.PersistenceIdOf(paymentId)].ShouldBe(answered.Value);
        }
    }
}
