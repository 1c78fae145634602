using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Testing;
using static RmsActors.Payments.Tests.SomePayments;

namespace RmsActors.Payments.Tests;

public class PaymentStoreTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);
    private readonly FakeTimeProvider _time = new(Noon);

    public static TheoryData<DatabaseKind> Kinds => new(Enum.GetValues<DatabaseKind>());

    public static TheoryData<DatabaseKind, string> OddIdsInEachKind
    {
        get
        {
            var data = new TheoryData<DatabaseKind, string>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
            {
                foreach (var row in OddIds)
                {
                    data.Add(kind, row);
                }
            }

            return data;
        }
    }

    private static PaymentDetails[] WithOtherContent(PaymentDetails p) =>
    [
        p with { WalletId = p.WalletId.ToUpperInvariant() },
        p with { Amount = p.Amount + 0.0001m },
        p with { Currency = "eur" },
        p with { Country = "FR " },
        p with { PaymentType = "Card" },
        p with { CreatedAt = p.CreatedAt.AddMicroseconds(1) },
    ];

    private static PaymentDetails[] WithSameContent(PaymentDetails p) =>
    [
        p,
        p with { Amount = 12.5000m },
        p with { CreatedAt = p.CreatedAt.ToOffset(TimeSpan.FromHours(-9.5)) },
        p with { CreatedAt = p.CreatedAt.AddTicks(9) },
    ];

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task A_new_payment_is_accepted_and_waits(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);

        (await AcceptAsync(store, Payment("1"))).ShouldBe([AcceptResult.Accepted]);

        var stored = (await store.FindAsync("1")).ShouldNotBeNull();
        stored.ShouldBe(new StoredPayment(Payment("1"), PaymentStatus.AwaitingAntifraud, Noon, null, null));
        (await store.FindAsync("2")).ShouldBeNull();
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task The_same_content_again_is_known(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        await store.AcceptAsync([Payment("1")]);

        (await AcceptAsync(store, WithSameContent(Payment("1")))).ShouldAllBe(result => result == AcceptResult.Known);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Other_content_under_the_same_id_is_told_and_the_first_stands(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        await store.AcceptAsync([Payment("1")]);

        (await AcceptAsync(store, WithOtherContent(Payment("1")))).ShouldAllBe(result => result == AcceptResult.OtherContent);
        (await store.FindAsync("1"))!.Details.ShouldBe(Payment("1"));
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Within_a_batch_the_first_of_an_id_counts(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);

        var results = await AcceptAsync(store, Payment("b"), Payment("a") with { Amount = 1m }, Payment("b"), Payment("a") with { Amount = 2m });

        results.ShouldBe([AcceptResult.Accepted, AcceptResult.Accepted, AcceptResult.Known, AcceptResult.OtherContent]);
        (await store.FindAsync("a"))!.Details.Amount.ShouldBe(1m);
    }

    [SkippableTheory, MemberData(nameof(OddIdsInEachKind))]
    public async Task Any_valid_id_is_kept_as_it_is(DatabaseKind kind, string id)
    {
        FieldRules.IsPaymentId(id).ShouldBeTrue();
        var store = await StoreAsync(kind);

        (await AcceptAsync(store, Payment(id), Payment("x"))).ShouldBe([AcceptResult.Accepted, AcceptResult.Accepted]);
        (await ApplyAsync(store, Approval(id))).ShouldBe([ApplyResult.Applied]);
        (await store.FindAsync([id, "another"])).Keys.ShouldBe([id]);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Ids_that_only_look_alike_are_different(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        string[] ids = ["a", "A", "a ", " a", "É", "E\u0301", "é", "ａ", "ß", "ss"];

        (await AcceptAsync(store, [.. ids.Select(Payment)])).ShouldAllBe(result => result == AcceptResult.Accepted);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task The_limits_of_every_field_are_kept_exactly(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        var longest = string.Concat(Enumerable.Repeat("\U0001F4B3", FieldRules.MaxTextCodePoints));
        PaymentDetails[] payments =
        [
            Payment("smallest") with { Amount = 0.0001m, CreatedAt = DateTimeOffset.MinValue },
            Payment("largest") with { Amount = FieldRules.MaxAmount, CreatedAt = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999) },
            new("longest", longest, 999_999_999_999.9999m, longest, longest, longest, Noon),
            new("shortest", "\n", 1m, "'", "\"", "\\", Noon),
        ];

        await store.AcceptAsync(payments);

        var found = await store.FindAsync([.. payments.Select(p => p.PaymentId)]);
        payments.Select(p => found[p.PaymentId].Details).ShouldBe(payments);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task What_is_not_announced_is_found_oldest_first(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        foreach (var id in new[] { "c", "a", "b" })
        {
            await store.AcceptAsync([Payment(id)]);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await store.UnannouncedAsync(2)).Select(payment => payment.PaymentId).ShouldBe(["c", "a"]);
        await store.MarkAnnouncedAsync(["c", "b"]);
        (await store.UnannouncedAsync(9)).Select(payment => payment.PaymentId).ShouldBe(["a"]);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Only_what_is_undecided_is_announced_again(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        await store.AcceptAsync([Payment("decided"), Payment("undecided")]);
        await store.ApplyAsync([Approval("decided")]);
        await store.MarkAnnouncedAsync(["decided", "undecided"]);

        (await store.ForgetAnnouncementsAsync()).ShouldBe(1);
        (await store.UnannouncedAsync(9)).Select(payment => payment.PaymentId).ShouldBe(["undecided"]);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task A_payment_is_decided_once_and_the_first_decision_stands(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        await store.AcceptAsync([Payment("1"), Payment("2")]);
        _time.Advance(TimeSpan.FromSeconds(3));
        (await ApplyAsync(store, Approval("1", "{\"n\":1}"))).ShouldBe([ApplyResult.Applied]);
        _time.Advance(TimeSpan.FromSeconds(3));

        var later = await ApplyAsync(
            store,
            Approval("1", "{\"n\":1}"),
            Approval("1", "{\"n\": 1}"),
            Approval("1", "{\"n\":1}") with { Status = PaymentStatus.Declined },
            Approval("nobody"),
            Approval("2") with { Status = PaymentStatus.InReview },
            Approval("2") with { Status = PaymentStatus.InReview });

        later.ShouldBe([ApplyResult.Duplicate, ApplyResult.Differing, ApplyResult.Conflict, ApplyResult.NoSuchPayment, ApplyResult.Applied, ApplyResult.Duplicate]);
        var stored = (await store.FindAsync("1"))!;
        stored.Status.ShouldBe(PaymentStatus.Approved);
        stored.DecidedAt.ShouldBe(Noon.AddSeconds(3));
        stored.Decision.ShouldBe("{\"n\":1}"u8.ToArray());
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Of_two_who_decide_differently_at_once_one_wins_each_payment(DatabaseKind kind)
    {
        var options = await stores.CreateAsync(kind);
        var (one, other) = (await StoreAsync(options), await StoreAsync(options));
        string[] ids = [.. Enumerable.Range(0, 100).Select(i => $"{i}")];
        await one.AcceptAsync([.. ids.Select(Payment)]);

        var results = await Task.WhenAll(
            Task.Run(() => ApplyAsync(one, [.. ids.Select(id => Approval(id))])),
            Task.Run(() => ApplyAsync(other, [.. ids.Reverse().Select(id => Approval(id) with { Status = PaymentStatus.Declined })])));

        results[0].Zip(results[1].Reverse()).ShouldAllBe(pair =>
            (pair.First == ApplyResult.Applied && pair.Second == ApplyResult.Conflict) || (pair.First == ApplyResult.Conflict && pair.Second == ApplyResult.Applied));
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Payments_are_counted_by_status(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        await store.AcceptAsync([Payment("1"), Payment("2"), Payment("3")]);
        await store.ApplyAsync([Approval("2")]);

        (await store.CountAsync()).OrderBy(count => count.Key).Select(count => count.Value).ShouldBe([2L, 1L, 0L, 0L]);
    }


    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Batches_larger_than_a_statement_takes_are_one_transaction_all_the_same(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);
        string[] ids = [.. Enumerable.Range(0, 2_500).Select(i => $"{i}")];

        (await AcceptAsync(store, [.. ids.Select(Payment)])).ShouldAllBe(result => result == AcceptResult.Accepted);
        await store.MarkAnnouncedAsync(ids);
        (await store.UnannouncedAsync(1)).ShouldBeEmpty();
        (await ApplyAsync(store, [.. ids.Select(id => Approval(id))])).ShouldAllBe(result => result == ApplyResult.Applied);
        (await store.FindAsync(ids)).Count.ShouldBe(ids.Length);
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Empty_batches_do_nothing(DatabaseKind kind)
    {
        var store = await StoreAsync(kind);

        (await store.AcceptAsync([])).ShouldBeEmpty();
        (await store.ApplyAsync([])).ShouldBeEmpty();
        (await store.FindAsync([])).ShouldBeEmpty();
        await store.MarkAnnouncedAsync([]);
    }

    private static async Task<AcceptResult[]> AcceptAsync(PaymentStore store, params PaymentDetails[] payments) =>
        [.. (await store.AcceptAsync(payments)).Select(acceptance => acceptance.Result)];

    private static async Task<ApplyResult[]> ApplyAsync(PaymentStore store, params DecisionToApply[] decisions) =>
        [.. (await store.ApplyAsync(decisions)).Select(application => application.Result)];

    private async Task<PaymentStore> StoreAsync(DatabaseKind kind) => await StoreAsync(await stores.CreateAsync(kind));

    private async Task<PaymentStore> StoreAsync(StoreOptions options)
    {
        var store = new PaymentStore(Database.Of(options, "payments"), _time);
        await store.MigrateAsync(NullLogger.Instance);
        return store;
    }
}
