using System.Globalization;
using System.Text;
using CsvHelper;
using RmsActors.Contracts;
using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>One row a payment, in input order; RFC 4180, UTF-8, invariant culture.</summary>
internal static class Ledger
{
    private static readonly string[] Header =
        ["payment_id", "status", "risk_score", "user_score", "country_score", "payment_type_score", "policy_version", "reason"];

    // Whatever it waits for: a reader of the ledger asks what was decided.
    private const string Undecided = "Undecided";

    public static void Write(string path, DemoOutcome outcome)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Write(file, outcome);
    }

    public static void Write(TextWriter output, DemoOutcome outcome)
    {
        using var rows = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        rows.WriteRecord(Header);
        foreach (var (paymentId, stored) in outcome.Payments)
        {
            rows.WriteRecord(Row(paymentId, stored));
        }
    }

    private static string[] Row(string paymentId, StoredPayment? stored)
    {
        var status = DemoOutcome.StatusOf(stored);
        if (status == PaymentStatus.AwaitingAntifraud || stored?.ReadDecision() is not { } decision)
        {
            return [paymentId, status == PaymentStatus.AwaitingAntifraud ? Undecided : status.ToString(), "", "", "", "", "", ""];
        }

        var silent = decision.Reason == DecisionReason.KycTimeout;
        return
        [
            paymentId,
            status.ToString(),
            Score(silent ? null : decision.RiskScore),
            Score(silent ? null : decision.Scores.User.Value),
            Score(decision.Scores.Country.Value),
            Score(decision.Scores.PaymentType.Value),
            decision.PolicyVersion.ToString(CultureInfo.InvariantCulture),
            decision.Reason.ToString(),
        ];
    }

    // Rounded for display alone: the comparison with the threshold was made on all decimals.
    private static string Score(decimal? score) =>
        score is null ? "" : Math.Round(score.Value, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);
}
