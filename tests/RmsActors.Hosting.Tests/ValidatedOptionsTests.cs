using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RmsActors.Hosting.Tests;

public class ValidatedOptionsTests
{
    [Fact]
    public void Absent_settings_have_their_defaults_and_keys_are_read_in_any_case()
    {
        var options = Read(("Till:MAXOPEN", "7"), ("Till:Colours:0", "red"), ("Till:Colours:1", "blue"), ("Other:MaxOpen", "x"));

        options.MaxOpen.ShouldBe(7);
        options.Name.ShouldBe("main");
        options.Wait.ShouldBe(TimeSpan.FromSeconds(2));
        options.Colours.ShouldBe(["red", "blue"]);
    }

    [Theory]
    [InlineData("MaxOpen", "0", "Till:MaxOpen = '0': expected a whole number from 1 to 100")]
    [InlineData("MaxOpen", "101", "Till:MaxOpen = '101': expected a whole number from 1 to 100")]
    [InlineData("maxopen", "many", "Till:maxopen = 'many': expected a whole number from 1 to 100")]
    [InlineData("MaxOpen", "1.5", "Till:MaxOpen = '1.5': expected a whole number from 1 to 100")]
    [InlineData("Share", "1.01", "Till:Share = '1.01': expected a number from 0 to 1")]
    [InlineData("Share", "NaN", "Till:Share = 'NaN': expected a number from 0 to 1")]
    [InlineData("Share", "0,5", "Till:Share = '0,5': expected a number from 0 to 1")]
    [InlineData("Wait", "00:01:01", "Till:Wait = '00:01:01': expected a duration (hh:mm:ss) from 00:00:01 to 00:01:00")]
    [InlineData("Wait", "soon", "Till:Wait = 'soon': expected a duration (hh:mm:ss) from 00:00:01 to 00:01:00")]
    [InlineData("Name", "", "Till:Name = '': expected a text, not empty")]
    [InlineData("Open", "yes", "Till:Open = 'yes': expected true or false")]
    [InlineData("Mode", "Hasty", "Till:Mode = 'Hasty': expected one of Quick, Careful")]
    [InlineData("Limit", "none", "Till:Limit = 'none': expected a whole number")]
    [InlineData("Nmae", "x", "Till:Nmae: no such setting; there are MaxOpen, Share, Wait, Name, Open, Mode, Limit, Colours")]
    public void A_bad_value_is_told_with_its_key_and_what_was_expected(string key, string value, string message) =>
        Should.Throw<OptionsException>(() => Read(($"Till:{key}", value))).Message.ShouldBe(message);

    [Fact]
    public void Every_bad_value_is_told() =>
        Should.Throw<OptionsException>(() => Read(("Till:MaxOpen", "x"), ("Till:Name", " "), ("Till:Wait", "1"))).Message.Split(Environment.NewLine).ShouldBe(
        [
            "Till:MaxOpen = 'x': expected a whole number from 1 to 100",
            "Till:Wait = '1.00:00:00': expected a duration (hh:mm:ss) from 00:00:01 to 00:01:00",
            "Till:Name = ' ': expected a text, not empty",
        ]);

    [Fact]
    public void The_container_offers_what_was_read()
    {
        var services = new ServiceCollection();
        var read = services.AddValidatedOptions<TillOptions>(Configuration(("Till:MaxOpen", "9")), "Till");
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<TillOptions>().ShouldBeSameAs(read);
        provider.GetRequiredService<IOptions<TillOptions>>().Value.ShouldBeSameAs(read);
        read.MaxOpen.ShouldBe(9);
    }

    private static TillOptions Read(params (string Key, string Value)[] settings) => ValidatedOptions.Read<TillOptions>(Configuration(settings), "Till");

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();

    private enum Mode
    {
        Quick,
        Careful,
    }

    private sealed class TillOptions
    {
        [Range(1, 100)]
        public int MaxOpen { get; set; } = 10;

        [Range(0d, 1d)]
        public double Share { get; set; }

        [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
        public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(2);

        [Required]
        public string Name { get; set; } = "main";

        public bool Open { get; set; }

        public Mode Mode { get; set; }

        public int? Limit { get; set; }

        public List<string> Colours { get; set; } = [];
    }
}
