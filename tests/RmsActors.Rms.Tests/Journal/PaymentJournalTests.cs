using Akka.Actor;
using Dapper;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Journal;

/// <summary>What goes wrong with one payment's events, while those of others are in the same transaction.</summary>
public class PaymentJournalTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan NoticeableWait = TimeSpan.FromSeconds(3);
    private static readonly string[] Many = [.. Enumerable.Range(0, 300).Select(number => $"p-{number}")];

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Rows_in_the_way_concern_their_own_payments_alone(DatabaseKind kind)
    {
        await using var payments = await JournalledPayments.StartAsync(await stores.CreateAsync(kind));
        var actors = await payments.StartScoringAsync(Many);
        string[] concerned = ["p-50", "p-120", "p-270"];
        foreach (var id in concerned)
        {
            await payments.ExecuteAsync(JournalledPayments.RowInTheWayOf(id));
        }

        var answers = await AnswerAllAsync(actors);

        StoppedOf(answers).ShouldBe(concerned, ignoreOrder: true);
        answers.Values.Max(answer => answer.Took).ShouldBeLessThan(NoticeableWait);

        await payments.ExecuteAsync("DELETE FROM journal WHERE created = -1");
        foreach (var id in concerned)
        {
            (await JournalledPayments.AnswerAsync(id, payments.Incarnate(id))).ShouldBeOfType<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.Taken);
        }

        (await payments.ScalarAsync<long>("SELECT COUNT(*) FROM journal")).ShouldBe(2 * Many.Length);
    }

    [SkippableFact]
    public async Task A_row_in_the_transaction_of_a_frozen_node_keeps_only_its_own_payment_from_being_decided()
    {
        await using var payments = await JournalledPayments.StartAsync(await stores.CreateAsync(DatabaseKind.PostgreSql));
        var actors = await payments.StartScoringAsync(Many);
        await using (var frozen = await payments.Database.OpenAsync())
        {
            await using var transaction = await frozen.BeginTransactionAsync();
            await frozen.ExecuteAsync(JournalledPayments.RowInTheWayOf("p-50"), transaction: transaction);

            var answers = await AnswerAllAsync(actors);

            StoppedOf(answers).ShouldBe(["p-50"]);
            answers.Values.Max(answer => answer.Took).ShouldBeLessThan(NoticeableWait);
        }

        (await JournalledPayments.AnswerAsync("p-50", payments.Incarnate("p-50"))).ShouldBeOfType<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.Taken);
    }

    [SkippableFact]
    public async Task A_caller_that_no_longer_waits_takes_nobody_with_it_and_its_event_is_found_later()
    {
        var options = new JournalOptions { Parallelism = 1, CallTimeout = TimeSpan.FromSeconds(4) };
        await using var payments = await JournalledPayments.StartAsync(await stores.CreateAsync(DatabaseKind.PostgreSql), options);
        string[] fresh = [.. Many.Take(20)];
        var actors = await payments.StartScoringAsync(["first", "late", .. fresh]);
        await SlowDownAsync(payments, ("first", 3), ("late", 1.5));

        // "late" waits for the transaction of "first", and gives up in the middle of its own, which it shares with the others.
        var first = JournalledPayments.AnswerAsync("first", actors["first"]);
        await InsertsForAsync(payments, seconds: 0);
        var late = JournalledPayments.AnswerAsync("late", actors["late"]);
        await InsertsForAsync(payments, seconds: 2);
        var others = await AnswerAllAsync(actors.Where(actor => fresh.Contains(actor.Key)));

        (await first).ShouldBeOfType<KycAnswerHandled>();
        (await late).ShouldBeOfType<AskAgain>();
        StoppedOf(others).ShouldBeEmpty();
        (await JournalledPayments.AnswerAsync("late", payments.Incarnate("late"))).ShouldBeOfType<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.AlreadyAnswered);
    }

    private static async Task<Dictionary<string, (object Answer, TimeSpan Took)>> AnswerAllAsync(IEnumerable<KeyValuePair<string, IActorRef>> actors)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(actors.Select(async actor =>
            (actor.Key, Answer: await JournalledPayments.AnswerAsync(actor.Key, actor.Value), Took: TimeProvider.System.GetElapsedTime(began))));
        return answers.ToDictionary(answer => answer.Key, answer => (answer.Answer, answer.Took), StringComparer.Ordinal);
    }

    private static IEnumerable<string> StoppedOf(Dictionary<string, (object Answer, TimeSpan Took)> answers) =>
        answers.Where(answer => answer.Value.Answer is not KycAnswerHandled { Fate: KycAnswerFate.Taken }).Select(answer => answer.Key);

    // Every insert for one of these payments takes so many seconds.
    private static Task SlowDownAsync(JournalledPayments payments, params (string PaymentId, double Seconds)[] slow) => payments.ExecuteAsync(FormattableString.Invariant(
        $"""
        CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_sleep(CASE NEW.persistence_id {string.Concat(slow.Select(s => FormattableString.Invariant($"WHEN '{PaymentActor.PersistenceIdOf(s.PaymentId)}' THEN {s.Seconds} ")))}ELSE 0 END);
            RETURN NEW;
        END $$;
        CREATE TRIGGER slow_down BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION slow_down();
        """));

    private static Task InsertsForAsync(JournalledPayments payments, int seconds) => Eventually.TrueAsync(
        () => payments.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database() AND clock_timestamp() - query_start > interval '{seconds} s')"),
        $"an insert has been under way for {seconds} s");
}
