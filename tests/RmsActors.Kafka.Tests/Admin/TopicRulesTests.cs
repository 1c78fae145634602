namespace RmsActors.Kafka.Tests.Admin;

public sealed class TopicRulesTests
{
    private static readonly TopicSpecification Wanted = new("t", 12, 3, TimeSpan.FromDays(7), 2, 128 * 1024);

    [Fact]
    public void A_topic_made_to_its_specification_does_not_differ()
    {
        TopicRules.SettingDifferences(Wanted, TopicRules.SettingsOf(Wanted)).ShouldBeEmpty();
        TopicRules.ShapeDifferences(Wanted, partitions: 12, replicas: 3).ShouldBeEmpty();
    }

    [Fact]
    public void More_than_is_asked_for_is_no_difference() =>
        TopicRules.SettingDifferences(
            Wanted, Settings(("retention.ms", "-1"), ("min.insync.replicas", "3"), ("max.message.bytes", "1048588"))).ShouldBeEmpty();

    [Theory]
    [InlineData("retention.ms", "604799999", "t: retention.ms is 604799999, expected at least 604800000")]
    [InlineData("min.insync.replicas", "1", "t: min.insync.replicas is 1, expected at least 2")]
    [InlineData("max.message.bytes", "131071", "t: max.message.bytes is 131071, expected at least 131072")]
    [InlineData("unclean.leader.election.enable", "true", "t: unclean.leader.election.enable is true, expected false")]
    [InlineData("cleanup.policy", "compact", "t: cleanup.policy is compact, expected delete")]
    public void Less_is_named_with_what_was_expected(string name, string value, string difference) =>
        TopicRules.SettingDifferences(Wanted, Settings((name, value))).ShouldBe([difference]);

    [Fact]
    public void For_ever_is_more_than_any_time() =>
        TopicRules.SettingDifferences(Wanted with { Retention = Timeout.InfiniteTimeSpan }, Settings(("retention.ms", "604800000")))
            .ShouldBe(["t: retention.ms is 604800000, expected -1 (for ever)"]);

    [Fact]
    public void Other_partitions_and_fewer_replicas_are_named() =>
        TopicRules.ShapeDifferences(Wanted, partitions: 24, replicas: 1)
            .ShouldBe(["t: has 24 partitions, expected 12", "t: has 1 replicas, expected at least 3"]);

    private static Dictionary<string, string> Settings(params (string Name, string Value)[] changed)
    {
        var settings = TopicRules.SettingsOf(Wanted);
        foreach (var (name, value) in changed)
        {
            settings[name] = value;
        }

        return settings;
    }
}
