using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Tests.Serialization;

/// <summary>What a stranger's actor system, with Akka's own serializers, can have a node create.</summary>
public sealed class RefusingSerializerTests() : TestKit(NodeConfiguration.Serialization.WithFallback(Remote), "rms")
{
    private const string Remote = "akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }";

    [Fact]
    public async Task No_type_that_a_message_names_is_created()
    {
        using var stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString(Remote));
        var node = ((ExtendedActorSystem)Sys).Provider.DefaultAddress;
        var probe = ((ExtendedActorSystem)stranger).Provider.ResolveActorRef(TestActor.Path.ToStringWithAddress(node));

        probe.Tell(new Named());
        probe.Tell("what is no object of a named type arrives");

        ExpectMsg("what is no object of a named type arrives", TimeSpan.FromSeconds(20));
        Named.Created.ShouldBe(1, "by the stranger itself");
        await stranger.Terminate();
    }

    [Fact]
    public async Task No_actor_is_deployed_here_from_elsewhere()
    {
        using var stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString(Remote));
        var node = ((ExtendedActorSystem)Sys).Provider.DefaultAddress;

        var deployed = stranger.ActorOf(Props.Create(() => new Deployed()).WithDeploy(Deploy.None.WithScope(new RemoteScope(node))));

        await Should.ThrowAsync<AskTimeoutException>(() => deployed.Ask("are you there?", TimeSpan.FromSeconds(3)));
        Deployed.Created.ShouldBe(0);
        await stranger.Terminate();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_numbers_of_those_serializers_are_refused(int identifier) =>
        Should.Throw<SerializationException>(() => Sys.Serialization.Deserialize([1, 2, 3], identifier, typeof(Named).AssemblyQualifiedName));

    public sealed class Named
    {
        public Named() => Created++;

        public static int Created { get; private set; }

        public string Name { get; set; } = "";
    }

    private sealed class Deployed : ReceiveActor
    {
        public Deployed()
        {
            Created++;
            ReceiveAny(_ => Sender.Tell("yes"));
        }

        public static int Created { get; private set; }
    }
}
