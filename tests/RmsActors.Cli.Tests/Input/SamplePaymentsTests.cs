using System.Globalization;
using RmsActors.Cli.Input;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting.Csv;
using RmsActors.Kyc;
using RmsActors.Kyc.Input;
using RmsActors.Rms.ReferenceData;

namespace RmsActors.Cli.Tests.Input;

public class SamplePaymentsTests
{
    private static readonly IReadOnlyList<PaymentDetails> Sample = SamplePayments.Generate(SamplePayments.ShippedSeed, SamplePayments.ShippedCount);

    [Fact]
    public void What_is_shipped_is_what_the_generator_makes()
    {
        var made = Directory.CreateTempSubdirectory("rms-sample-").FullName;
        PaymentsCsv.Write(Path.Combine(made, "payments.csv"), Sample);
        WalletsCsv.Write(Path.Combine(made, "wallets.csv"), SamplePayments.ShippedWallets(Sample));

        foreach (var file in new[] { "payments.csv", "wallets.csv" })
        {
            var shipped = Path.Combine(AppContext.BaseDirectory, "Samples", file);
            File.ReadAllBytes(shipped).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(made, file))).ShouldBeTrue($"after a change of the generator, copy {made} to src/RmsActors.Cli/Samples");
        }

        Directory.Delete(made, recursive: true);
    }

    [Fact]
    public void What_is_generated_is_taken_as_input_and_the_same_seed_makes_the_same()
    {
        var file = Path.GetTempFileName();
        PaymentsCsv.Write(file, Sample);

        PaymentsCsv.Read(file).ShouldBe(Sample);
        SamplePayments.Generate(1, 1_000).ShouldBe(Sample);
        SamplePayments.Generate(2, 1_000).ShouldNotBe(Sample);
        SamplePayments.Generate(5, 1).Count.ShouldBe(1);
        File.Delete(file);
    }

    [Fact]
    public void The_sample_has_what_a_day_has_and_ids_as_other_systems_make_them()
    {
        Sample.Select(payment => payment.PaymentId).Distinct().Count().ShouldBe(1_000);
        Sample.ShouldAllBe(payment => FieldRules.IsPaymentId(payment.PaymentId));
        Sample.ShouldAllBe(payment => FieldRules.IsAmount(payment.Amount) && payment.Amount.Scale <= 2);
        Sample.Select(payment => payment.CreatedAt.Date).Distinct().ShouldHaveSingleItem();
        Sample.Select(payment => payment.CreatedAt).ShouldBeInOrder();
        Sample.Select(payment => payment.WalletId).Distinct().Count().ShouldBeInRange(250, 300);
        Sample.ShouldContain(payment => payment.PaymentId.Contains('/'));
        Sample.ShouldContain(payment => payment.PaymentId.Contains(' '));
        Sample.ShouldContain(payment => payment.PaymentId.Contains("💶"));
    }

    [Fact]
    public void Some_wallets_countries_and_payment_types_of_the_sample_are_unknown_and_some_payments_are_declined()
    {
        var scores = SamplePayments.ShippedWallets(Sample).ToDictionary(wallet => wallet.WalletId, wallet => wallet.Score, StringComparer.Ordinal);
        var rules = new ScoringRules(ScoringPolicy.Initial, Shipped("country-risk.csv", "country", "score", "source"), Shipped("payment-type-risk.csv", "payment_type", "score"));

        var assessments = Sample.Select(payment => (Payment: payment, Risk: rules.Assess(
            new Payment(payment.PaymentId, payment.WalletId, payment.Amount, payment.Currency, payment.Country, payment.PaymentType, payment.CreatedAt),
            scores.TryGetValue(payment.WalletId, out var score) ? score : null))).ToList();

        assessments.Count(a => a.Risk.User.Defaulted).ShouldBeInRange(3, 50);
        assessments.Count(a => a.Risk.Country.Defaulted).ShouldBeInRange(1, 50);
        assessments.Count(a => a.Risk.PaymentType.Defaulted).ShouldBeInRange(1, 50);
        assessments.Count(a => a.Risk.Verdict == Verdict.Decline).ShouldBeInRange(100, 200);
        assessments.Count(a => a.Risk.Verdict == Verdict.Review).ShouldBe(0);
    }

    [Fact]
    public void Every_wallet_has_a_generated_score_that_depends_on_nothing_but_seed_and_id()
    {
        var all = SamplePayments.Wallets(7, Sample);

        all.Select(wallet => wallet.WalletId).ShouldBe(Sample.Select(payment => payment.WalletId).Distinct());
        all.ShouldAllBe(wallet => FieldRules.IsScore(wallet.Score));
        SamplePayments.Wallets(7, Sample.Skip(500)).ShouldAllBe(wallet => all.Contains(wallet));
        SamplePayments.Wallets(8, Sample).ShouldNotBe(all);
    }

    // The loader of the RMS database reads them from the same resources.
    private static Dictionary<string, decimal> Shipped(string file, params string[] columns)
    {
        var copy = Path.GetTempFileName();
        using (var resource = typeof(ReferenceDataStore).Assembly.GetManifestResourceStream($"{typeof(ReferenceDataStore).Namespace}.{file}")!)
        using (var written = File.Create(copy))
        {
            resource.CopyTo(written);
        }

        var scores = CsvFile.Read(copy, columns, row => (Subject: row[columns[0]], Score: decimal.Parse(row["score"], CultureInfo.InvariantCulture)));
        File.Delete(copy);
        return scores.ToDictionary(score => score.Subject, score => score.Score, StringComparer.Ordinal);
    }
}
