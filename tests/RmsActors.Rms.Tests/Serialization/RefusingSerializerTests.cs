using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
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

    [Fact]
    public async Task No_exception_that_a_failure_names_is_made_and_what_else_Akka_sends_arrives()
    {
        using var stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString(Remote));
        var node = ((ExtendedActorSystem)Sys).Provider.DefaultAddress;
        var probe = ((ExtendedActorSystem)stranger).Provider.ResolveActorRef(TestActor.Path.ToStringWithAddress(node));

        probe.Tell(new Status.Failure(new NamedException()));
        probe.Tell("what is no failure arrives");

        ExpectMsg("what is no failure arrives", TimeSpan.FromSeconds(20));
        NamedException.MadeAnew.ShouldBe(0);

        // Identities, and that a watched actor has ended.
        (await stranger.ActorSelection(TestActor.Path.ToStringWithAddress(node)).ResolveOne(TimeSpan.FromSeconds(20))).Path.Name.ShouldBe(TestActor.Path.Name);
        // By its path and the number of its life: the news of an end carries it, and is for nobody who watches without.
        var there = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(
            stranger.ActorOf(Props.Empty, "there").Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)stranger).Provider.DefaultAddress));
        Watch(there);
        there.Tell(PoisonPill.Instance);
        ExpectTerminated(there, TimeSpan.FromSeconds(20));
        await stranger.Terminate();
    }

    [Fact]
    public void No_exception_that_a_system_message_names_is_made()
    {
        using var stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString(Remote));
        foreach (var message in (object[])[new Failed(TestActor, new NamedException(), 1), new Recreate(new NamedException()), new Resume(new NamedException())])
        {
            var serializer = stranger.Serialization.FindSerializerFor(message);
            var bytes = serializer.ToBinary(message);
            Should.Throw<SerializationException>(() => Sys.Serialization.Deserialize(bytes, serializer.Identifier, message.GetType().AssemblyQualifiedName));
        }

        NamedException.MadeAnew.ShouldBe(0);
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

    /// <summary>Akka makes an exception by its serialization constructor.</summary>
    public sealed class NamedException : Exception
    {
        public NamedException()
        {
        }

#pragma warning disable SYSLIB0051 // What is tried is that nobody calls it.
        private NamedException(SerializationInfo info, StreamingContext context)
            : base(info, context) => MadeAnew++;
#pragma warning restore SYSLIB0051

        public static int MadeAnew { get; private set; }
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
