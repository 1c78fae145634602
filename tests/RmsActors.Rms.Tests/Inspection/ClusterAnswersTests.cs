using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Inspection;

/// <summary>What the asked node tells of those that do not answer.</summary>
public sealed class ClusterAnswersTests() : TestKit(Config)
{
    private static readonly Config Config = ConfigurationFactory.ParseString(
        """
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        """).WithFallback(NodeConfiguration.Serialization);

    private readonly NodeView _view = new(new FakeTimeProvider());

    [Fact]
    public async Task A_node_that_is_starting_says_so() =>
        (await Should.ThrowAsync<NotRunningException>(Ask(new NodeView(new FakeTimeProvider())))).Message.ShouldStartWith("this node's actor system does not run");

    [Fact]
    public async Task A_member_that_does_not_answer_is_named_beside_the_answers_of_the_others()
    {
        using var silent = ActorSystem.Create(Sys.Name, Config);
        await JoinAsync(silent);
        Sys.ActorOf(InspectionActor.PropsFor(_view, new PaymentShard(12), new FakeTimeProvider()), InspectionActor.ActorName);

        var gathered = await Ask(_view);

        gathered.Answers.ShouldHaveSingleItem().Node.ShouldBe(Cluster.Get(Sys).SelfAddress.ToString());
        gathered.Problems.ShouldBe([$"{Cluster.Get(silent).SelfAddress}: no answer within 0.5 s"]);
        await silent.Terminate();
    }

    [Fact]
    public async Task A_node_whose_region_has_not_started_tells_the_rest()
    {
        await JoinAsync();
        Sys.ActorOf(InspectionActor.PropsFor(_view, new PaymentShard(12), new FakeTimeProvider()), InspectionActor.ActorName);
        var answers = new ClusterAnswers(_view, TimeSpan.FromSeconds(5));

        (await answers.AskAsync<NodeAnswer.Payment>(new NodeQuestion.Payment("pay-1"))).Answers.ShouldHaveSingleItem().Answer
            .ShouldBe(new NodeAnswer.Payment(false, false, false, null, "its shard region has not started yet"));
        (await answers.AskAsync<NodeAnswer.Shards>(new NodeQuestion.Shards())).Problems.ShouldHaveSingleItem().ShouldEndWith("its shard region has not started yet");
    }

    private static Task<Gathered<NodeAnswer.Partitions>> Ask(NodeView view) =>
        new ClusterAnswers(view, TimeSpan.FromSeconds(0.5)).AskAsync<NodeAnswer.Partitions>(new NodeQuestion.Partitions());

    private async Task JoinAsync(params ActorSystem[] others)
    {
        _view.Follow(Sys);
        var self = Cluster.Get(Sys);
        self.Join(self.SelfAddress);
        foreach (var other in others)
        {
            Cluster.Get(other).Join(self.SelfAddress);
        }

        await Eventually.TrueAsync(() => self.State.Members.Count(member => member.Status == MemberStatus.Up) == 1 + others.Length, "all are members");
    }
}
