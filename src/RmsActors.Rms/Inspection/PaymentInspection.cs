using System.Data.Common;
using RmsActors.Domain.Payments;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Quarantine;
using RmsActors.Rms.ReferenceData;

namespace RmsActors.Rms.Inspection;

/// <summary>One payment, or those under way: from the nodes, where each is; from the journal, how far it has come.</summary>
public sealed class PaymentInspection(
    ClusterAnswers cluster, NodeDatabases databases, QuarantineStore quarantine, ReferenceDataStore referenceData, RmsOptions options, ScoringOptions scoring, TimeProvider time)
{
    private const string Damaged = "Damaged";
    private readonly PaymentShard _shards = new(options.Partitions);
    private readonly KycPatience _patience = new(scoring.KycRetryInterval, scoring.KycGrace);

    /// <summary>Where a payment is. Where the database does not answer, the nodes' part is told all the same.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<WhereView> WhereAsync(string paymentId, CancellationToken cancel)
    {
        var asked = cluster.AskAsync<NodeAnswer.Payment>(new NodeQuestion.Payment(paymentId));
        var problems = new List<string>();
        var history = await TriedAsync(problems, () => PaymentHistory.ReadAsync(databases.Journal, paymentId, cancel));
        var reason = await TriedAsync(problems, () => quarantine.ReasonOfAsync(paymentId, cancel));
        var gathered = await asked;
        problems.AddRange(gathered.Problems);
        problems.AddRange(gathered.Answers.Where(one => one.Answer.Problem is not null).Select(one => $"{one.Node}: {one.Answer.Problem}"));

        var partition = _shards.PartitionOf(paymentId);
        var home = gathered.Answers.FirstOrDefault(one => one.Answer.ShardLivesHere);
        if (home.Node is null)
        {
            problems.Add($"shard {partition} has no home: {ShardInspection.Homeless(gathered.Problems)}");
        }

        var read = gathered.Answers.FirstOrDefault(one => one.Answer.Record is not null);
        var (state, attempt, deadline) = StateOf(history);
        return new WhereView(
            paymentId, partition, partition, gathered.Answers.FirstOrDefault(one => one.Answer.ReadsPartition).Node, home.Node, home.Answer?.InMemory == true,
            state, attempt, deadline, read.Answer?.Record?.TraceId, read.Answer?.Record, read.Node, reason) { Problems = problems };
    }

    /// <summary>Which payments have been under way for longer.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<InflightView> InflightAsync(TimeSpan olderThan, int limit, CancellationToken cancel)
    {
        var gathered = await cluster.AskAsync<NodeAnswer.UnderWay>(new NodeQuestion.UnderWay(olderThan, limit));
        var all = gathered.Answers.SelectMany(one => one.Answer.Payments.Select(payment => (one.Node, Payment: payment))).OrderBy(one => one.Payment.Since).ToList();
        var listed = all.Take(limit).ToList();
        List<string> problems = [.. gathered.Problems];
        var histories = await TriedAsync(problems, () => PaymentHistory.ReadAsync(databases.Journal, [.. listed.Select(one => one.Payment.PaymentId)], cancel));
        var now = time.GetUtcNow();
        return new InflightView(
            [.. listed.Select(one =>
            {
                var payment = one.Payment;
                var (state, attempt, deadline) = histories is null ? ("", null, null) : StateOf(histories.GetValueOrDefault(payment.PaymentId) ?? Unheard(payment.PaymentId));
                return new InflightPayment(
                    payment.PaymentId, payment.Partition, payment.Offset, one.Node, Math.Round((now - payment.Since).TotalSeconds, 3), state, attempt, deadline, payment.TraceId);
            })],
            all.Count - listed.Count + gathered.Answers.Sum(one => one.Answer.NotListed)) { Problems = problems };
    }

    /// <summary>A payment's journal; null where it has none.</summary>
    /// <exception cref="DbException">The journal cannot be read.</exception>
    public async Task<PaymentView?> ShowAsync(string paymentId, CancellationToken cancel)
    {
        var history = await PaymentHistory.ReadAsync(databases.Journal, paymentId, cancel);
        return history.Rows.Count == 0 ? null : new PaymentView(
            paymentId,
            _shards.PartitionOf(paymentId),
            StateOf(history).State,
            [.. history.Rows.Select(row => new PaymentRowView(row.SequenceNumber, row.Form, row.Writer, row.Stored, row.Problem))],
            await quarantine.ReasonOfAsync(paymentId, cancel));
    }

    /// <summary>Computes a payment's decision again; null where the journal has no such payment.</summary>
    /// <exception cref="DbException">A database cannot be read.</exception>
    public async Task<VerificationView?> VerifyAsync(string paymentId, CancellationToken cancel)
    {
        var history = await PaymentHistory.ReadAsync(databases.Journal, paymentId, cancel);
        if (history.Rows.Count == 0)
        {
            return null;
        }

        if (history.State is not PaymentState.Decided decided)
        {
            var damage = history.Rows.Where(row => row.Problem is not null).Select(row => $"row {row.SequenceNumber}: {row.Problem}").ToList();
            return new VerificationView(paymentId, damage.Count > 0 ? false : null, null, []) { Problems = damage.Count > 0 ? damage : ["it is not decided yet"] };
        }

        var policy = await referenceData.FindPolicyAsync(decided.Decision.PolicyVersion, cancel);
        var checks = DecisionVerification.Check(decided, history.Rows.Select(row => row.Event).OfType<PaymentEvent.ScoringStarted>().First(), policy);
        return new VerificationView(paymentId, checks.All(check => check.Holds != false), decided.Decision.Assessment.Verdict.ToString(), checks);
    }

    private static PaymentHistory Unheard(string paymentId) => new(paymentId, [], PaymentState.New.Instance);

    private static async Task<T?> TriedAsync<T>(List<string> problems, Func<Task<T>> read)
        where T : class?
    {
        try
        {
            return await read();
        }
        catch (Exception unusable) when (unusable is DbException or TimeoutException or OperationCanceledException)
        {
            problems.Add($"the database does not answer: {unusable.Message}");
            return null;
        }
    }

    private (string State, int? Attempt, DateTimeOffset? Deadline) StateOf(PaymentHistory? history) => history switch
    {
        null => ("", null, null),
        { State: null } => (Damaged, null, null),
        { State: PaymentState.AwaitingKyc waiting } => (nameof(PaymentState.AwaitingKyc), _patience.AttemptAt(waiting.ReceivedAt, time.GetUtcNow()), waiting.Deadline),
        { State: PaymentState.Decided, Rows: [{ Event: PaymentEvent.ScoringStarted started }, ..] } => (nameof(PaymentState.Decided), null, started.Deadline),
        _ => ("Unknown", null, null),
    };
}
