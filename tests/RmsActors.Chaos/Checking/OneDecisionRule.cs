using System.Text;

namespace RmsActors.Chaos.Checking;

/// <summary>Rule 2, for every payment that was ever decided, accepted or not.</summary>
internal static class OneDecisionRule
{
    public static IEnumerable<Finding> Check(Evidence evidence)
    {
        foreach (var payment in evidence.Payments)
        {
            foreach (var other in payment.Decisions.Skip(1))
            {
                yield return new(Rule.OneDecision, payment.PaymentId, $"decided as {Text(payment.Decisions[0])} and as {Text(other)}");
            }

            foreach (var decision in payment.Decisions.Where(d => RecordReading.KeyOf(d.Record) != payment.PaymentId))
            {
                yield return new(Rule.OneDecision, payment.PaymentId, $"a decision has the key '{RecordReading.KeyOf(decision.Record)}'");
            }
        }
    }

    private static string Text(DecisionSeen decision) => Encoding.UTF8.GetString(decision.Record.Value!);
}
