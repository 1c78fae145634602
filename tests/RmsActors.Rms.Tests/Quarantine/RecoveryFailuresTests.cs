using RmsActors.Rms.Quarantine;

namespace RmsActors.Rms.Tests.Quarantine;

public class RecoveryFailuresTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_payment_is_given_up_at_the_limit_and_each_counts_for_itself()
    {
        var failures = new RecoveryFailures(3);
        failures.Failed("a", Start).ShouldBe(RecoveryVerdict.Wait);
        failures.Failed("b", Start).ShouldBe(RecoveryVerdict.Wait);
        failures.Failed("a", Start).ShouldBe(RecoveryVerdict.Wait);
        failures.Failed("a", Start).ShouldBe(RecoveryVerdict.Quarantine);
        failures.Failed("a", Start).ShouldBe(RecoveryVerdict.Quarantine, "it could not be, and is tried again");
        failures.Quarantined("a", Start);
        failures.Failed("a", Start).ShouldBe(RecoveryVerdict.Wait, "it was released, and counts anew");
        failures.Failed("b", Start).ShouldBe(RecoveryVerdict.Wait);
    }

    [Fact]
    public void Failures_far_apart_are_no_row_of_failures()
    {
        var failures = new RecoveryFailures(2);
        failures.Failed("a", Start).ShouldBe(RecoveryVerdict.Wait);
        failures.Failed("a", Start + RecoveryFailures.Memory + TimeSpan.FromTicks(1)).ShouldBe(RecoveryVerdict.Wait);
        failures.Failed("a", Start + (2 * RecoveryFailures.Memory)).ShouldBe(RecoveryVerdict.Quarantine);
    }

    [Fact]
    public void Many_at_once_are_no_damaged_rows()
    {
        var failures = new RecoveryFailures(1);
        for (var n = 0; n < RecoveryFailures.MaxQuarantined; n++)
        {
            failures.Failed($"pay-{n}", Start).ShouldBe(RecoveryVerdict.Quarantine);
            failures.Quarantined($"pay-{n}", Start);
        }

        failures.Failed("one more", Start).ShouldBe(RecoveryVerdict.TooMany);
        failures.Failed("one more", Start + RecoveryFailures.QuarantineWindow + TimeSpan.FromTicks(1)).ShouldBe(RecoveryVerdict.Quarantine);
    }
}
