using RmsActors.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Telemetry;

/// <summary>Which metrics a node makes of its counts.</summary>
internal static class NodeMetrics
{
    public const string Approved = "decisions.approve.scored";
    public const string Declined = "decisions.decline.scored";
    public const string ApprovedInSilence = "decisions.approve.kycTimeout";
    public const string DeclinedInSilence = "decisions.decline.kycTimeout";
    public const string ReviewedInSilence = "decisions.review.kycTimeout";
    public const string Persists = "persists";
    public const string PersistsFailed = "persistsFailed";
    public const string PersistsRejected = "persistsRejected";
    public const string KycRequests = "kycRequests";
    public const string KycRetries = "kycRetries";
    public const string KycRequestsPostponed = "kycRequestsPostponed";

    private const string Result = "result";

    public static void Publish(Counters counters)
    {
        counters.Publish(
            "rms.decisions", "{decision}", "Decisions stored by this node, each once.",
            Decision(Approved, "approve", "scored"),
            Decision(Declined, "decline", "scored"),
            Decision(ApprovedInSilence, "approve", "kyc_timeout"),
            Decision(DeclinedInSilence, "decline", "kyc_timeout"),
            Decision(ReviewedInSilence, "review", "kyc_timeout"));
        counters.Publish("rms.decisions.published", "{decision}", "Decisions that the broker has acknowledged, repeated ones among them.", new CountSeries("decisionsPublished"));
        counters.Publish(
            "rms.replies", "{reply}", "KYC's replies, by whether the node that read one owned its payment.",
            CountSeries.Of("repliesOnOwner", "route", "owner"),
            CountSeries.Of("repliesForwarded", "route", "forwarded"));
        counters.Publish(
            "rms.details", "{ask}", "Questions about payments' details, repeated ones among them, by whether they came from the node that owns the payment.",
            CountSeries.Of("detailsOnOwner", "route", "owner"),
            CountSeries.Of("detailsForwarded", "route", "forwarded"));
        counters.Publish("rms.rebalances", "{rebalance}", "Times that partitions came to this node or left it.", new CountSeries("rebalances"));
        counters.Publish("rms.replies.fate", "{reply}", "KYC's replies, by what became of them.", [.. Fates()]);
        counters.Publish("rms.kyc.requests", "{request}", "Requests to KYC, repeated ones among them.", new CountSeries(KycRequests));
        counters.Publish("rms.kyc.retries", "{request}", "Requests to KYC that repeat one that was not answered.", new CountSeries(KycRetries));
        counters.Publish("rms.kyc.requests.postponed", "{request}", "Requests to KYC for which the producer had no room.", new CountSeries(KycRequestsPostponed));
        counters.Publish(
            "rms.persists", "{event}", "Events that the journal was given, by what it said.",
            CountSeries.Of(Persists, Result, "stored"),
            CountSeries.Of(PersistsFailed, Result, "failed"),
            CountSeries.Of(PersistsRejected, Result, "rejected"));
        counters.Publish("rms.recoveries.failed", "{recovery}", "Recoveries of payments that failed.", new CountSeries("recoveriesFailed"));
        counters.Publish("rms.payments.quarantined", "{payment}", "Payments that this node has quarantined.", new CountSeries("paymentsQuarantined"));
        counters.Publish("rms.payments.not_quarantined", "{payment}", "Payments that cannot be recovered, and were not quarantined since too many cannot.", new CountSeries("paymentsNotQuarantined"));
        counters.Publish("rms.asks.repeated", "{ask}", "Questions to payments that were put again.", new CountSeries("asksRepeated"));
        counters.Publish("rms.content_conflicts", "{payment}", "Payments that came again with other content.", new CountSeries("contentConflicts"));
        counters.Publish("rms.records.misplaced", "{record}", "Records on another partition than their payment id's.", new CountSeries("recordsMisplaced"));
        counters.Publish("rms.reference_data.errors", "{read}", "Reads of policy and scores that could not be used.", new CountSeries("referenceDataErrors"));
    }

    // "unmatched" is what no request of ours explains.
    private static IEnumerable<CountSeries> Fates() =>
    [
        CountSeries.Of("repliesTaken", "fate", "taken"),
        CountSeries.Of("repliesTakenLate", "fate", "late"),
        CountSeries.Of(Ignored(KycAnswerFate.AlreadyAnswered), "fate", "already_answered"),
        CountSeries.Of(Ignored(KycAnswerFate.NothingAsked), "fate", "unmatched_nothing_asked"),
        CountSeries.Of(Ignored(KycAnswerFate.NoCorrelation), "fate", "unmatched_no_correlation"),
        CountSeries.Of(Ignored(KycAnswerFate.OtherRequest), "fate", "unmatched_other_request"),
        CountSeries.Of(Ignored(KycAnswerFate.OtherPayment), "fate", "unmatched_other_payment"),
        CountSeries.Of(Ignored(KycAnswerFate.OtherWallet), "fate", "unmatched_other_wallet"),
    ];

    private static string Ignored(KycAnswerFate fate) => "repliesIgnored." + fate;

    private static CountSeries Decision(string count, string decision, string reason) =>
        new(count, new KeyValuePair<string, object?>("decision", decision), new KeyValuePair<string, object?>("reason", reason));
}
