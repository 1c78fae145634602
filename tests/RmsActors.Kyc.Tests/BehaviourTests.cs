using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Configuration;
using RmsActors.Hosting;

namespace RmsActors.Kyc.Tests;

public class BehaviourTests
{
    private static readonly KycOptions Mixed = new() { SilentShare = 0.1, DuplicateShare = 0.2, LateShare = 0.3, WrongShare = 0.4, Delay = "uniform:0ms..100ms" };

    [Fact]
    public void A_repeated_request_is_treated_as_before_also_by_another_process() =>
        Gen.String.Sample(requestId => new Behaviour(Mixed).Of(requestId) == new Behaviour(Mixed).Of(requestId));

    [Fact]
    public void The_default_is_one_right_answer_after_20_ms() =>
        Gen.String.Sample(requestId => new Behaviour(new KycOptions()).Of(requestId)
            == new Treatment(Silent: false, Duplicate: false, Late: false, Wrong: null, TimeSpan.FromMilliseconds(20)));

    [Fact]
    public void Shares_are_met_independently_and_wrong_answers_are_of_every_kind()
    {
        var treatments = Treatments(Mixed);

        Share(t => t.Silent).ShouldBe(0.1, 0.02);
        Share(t => t.Duplicate).ShouldBe(0.2, 0.02);
        Share(t => t.Late).ShouldBe(0.3, 0.02);
        Share(t => t.Wrong is not null).ShouldBe(0.4, 0.02);
        Share(t => t.Duplicate && t.Late).ShouldBe(0.06, 0.01);
        foreach (var kind in Enum.GetValues<WrongAnswer>())
        {
            Share(t => t.Wrong == kind).ShouldBe(0.4 / 3, 0.02);
        }

        treatments.ShouldAllBe(t => t.Late == (t.Delay >= Mixed.LateBy));
        treatments.Where(t => !t.Late).Average(t => t.Delay.TotalMilliseconds).ShouldBe(50, 2);

        double Share(Func<Treatment, bool> what) => treatments.Count(what) / (double)treatments.Count;
    }

    [Fact]
    public void All_or_none_is_all_or_none_and_another_seed_chooses_others()
    {
        Treatments(new KycOptions { SilentShare = 1, DuplicateShare = 1, LateShare = 1, WrongShare = 1 }).ShouldAllBe(t => t.Silent && t.Duplicate && t.Late && t.Wrong != null);
        Treatments(new KycOptions { Seed = 1, SilentShare = 0.5 }).ShouldNotBe(Treatments(new KycOptions { Seed = 2, SilentShare = 0.5 }));
    }

    [Theory]
    [InlineData("Delay", "a while", "a delay such as 20ms, uniform:5ms..50ms, exponential:20ms (mean) or lognormal:20ms,0.5 (median, sigma up to 10), up to 1h")]
    [InlineData("SilentShare", "1.5", "a number from 0 to 1")]
    [InlineData("DuplicateShare", "-0.1", "a number from 0 to 1")]
    [InlineData("LateShare", "NaN", "a number from 0 to 1")]
    [InlineData("WrongShare", "half", "a number from 0 to 1")]
    [InlineData("LateBy", "02:00:00", "a duration (hh:mm:ss) from 00:00:00 to 01:00:00")]
    [InlineData("MaxUnderWay", "0", "a whole number from 1 to 1000000")]
    [InlineData("Seed", "x", "a whole number")]
    [InlineData("GroupId", "", "a text, not empty")]
    public void A_setting_out_of_its_range_is_told(string key, string value, string expected) =>
        Should.Throw<OptionsException>(() => ValidatedOptions.Read<KycOptions>(
                new ConfigurationBuilder().AddInMemoryCollection([new($"Kyc:{key}", value)]).Build(), KycOptions.Section))
            .Message.ShouldBe($"Kyc:{key} = '{value}': expected {expected}");

    private static List<Treatment> Treatments(KycOptions options)
    {
        var behaviour = new Behaviour(options);
        return [.. Enumerable.Range(0, 10_000).Select(number => behaviour.Of("pay-" + number.ToString(CultureInfo.InvariantCulture)))];
    }
}
