using System.ComponentModel.DataAnnotations;

namespace RmsActors.Kafka.Tests.Admin;

public sealed class TopicAdminTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TopicSpecification Wanted = new("t", 3, 3, TimeSpan.FromDays(7), 2, 128 * 1024);

    [Fact]
    public async Task Missing_topics_are_named_and_asking_does_not_make_them()
    {
        await using var kafka = new TestKafka(("here", 1));

        (await TopicAdmin.MissingAsync(kafka.Options, ["away", "here", "gone"], Patience)).ShouldBe(["away", "gone"]);
        (await TopicAdmin.MissingAsync(kafka.Options, ["away", "here", "gone"], Patience)).ShouldBe(["away", "gone"]);
    }

    [Fact]
    public async Task A_role_is_told_at_once_what_it_waits_for_and_then_what_is_missing()
    {
        await using var kafka = new TestKafka(("here", 1));

        var missing = await Should.ThrowAsync<ValidationException>(TopicAdmin.RequireAsync(kafka.Options, ["away", "here"], kafka.Logger));

        missing.Message.ShouldBe($"Kafka:Bootstrap = '{kafka.Options.Bootstrap}': these topics are missing there: away; make them with 'rms topics create'");
        kafka.Logger.Messages.ShouldContain($"waiting for Kafka at {kafka.Options.Bootstrap} (up to 30 s)");
        await TopicAdmin.RequireAsync(kafka.Options, ["here"], kafka.Logger);
    }

    [Fact]
    public async Task Topics_with_another_number_of_partitions_are_named_with_theirs()
    {
        await using var kafka = new TestKafka(("a", 3), ("b", 4));

        await TopicAdmin.RequirePartitionsAsync(kafka.Options, ["a"], 3, "Rms:Partitions");
        var refused = await Should.ThrowAsync<ValidationException>(TopicAdmin.RequirePartitionsAsync(kafka.Options, ["a", "b"], 3, "Rms:Partitions"));

        refused.Message.ShouldBe(
            $"Rms:Partitions = 3: the topics at {kafka.Options.Bootstrap} have other numbers of partitions (a has 3, b has 4); all of them need the same, and it is to be set on every node");
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_named()
    {
        var nobody = new KafkaOptions { Bootstrap = "127.0.0.1:1" };

        var unanswered = await Should.ThrowAsync<TimeoutException>(TopicAdmin.MissingAsync(nobody, ["t"], TimeSpan.FromMilliseconds(300)));

        unanswered.Message.ShouldStartWith("No Kafka broker answered at 127.0.0.1:1 within 0.3 s");
    }

    [Fact]
    public async Task A_cluster_that_comes_up_late_is_waited_for()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Broker.Faults.TakeDown();

        var asking = TopicAdmin.MissingAsync(kafka.Options, ["t"], TimeSpan.FromSeconds(20));
        kafka.Broker.Faults.BringUp();

        (await asking).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_embedded_broker_is_checked_for_what_it_has_and_says_so()
    {
        await using var kafka = new TestKafka(("t", 2));
        var notes = new List<string>();

        var differences = await TopicAdmin.CheckAsync(kafka.Options, [Wanted, Wanted with { Name = "u" }], note: notes.Add);

        differences.ShouldBe(["u: is missing", "t: has 2 partitions, expected 3"]);
        notes.Single().ShouldContain("embedded broker");
    }

    [Fact]
    public async Task The_embedded_broker_makes_no_topics()
    {
        await using var kafka = new TestKafka(("t", 3));

        (await TopicAdmin.CreateAsync(kafka.Options, [Wanted])).ShouldBeEmpty();
        (await Should.ThrowAsync<NotSupportedException>(TopicAdmin.CreateAsync(kafka.Options, [Wanted, Wanted with { Name = "u" }])))
            .Message.ShouldEndWith("it lacks u.");
    }
}
