using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Domain.Payments;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;

namespace RmsActors.Rms.Tests.Streams;

public sealed class PaymentRegionTests : TestKit
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = AskTimeout * 1.2;
    private readonly FakeTimeProvider _time = new();
    private readonly TestProbe _shards;
    private readonly PaymentRegion _region;

    public PaymentRegionTests()
    {
        _shards = CreateTestProbe();

        // One shard, so that all questions wait for the same one.
        _region = new PaymentRegion(_shards, new PaymentShard(1), AskTimeout, new Counters(), _time);
    }

    [Fact]
    public async Task An_answer_ends_the_question()
    {
        var asked = Ask("p-1");
        _shards.ExpectMsg<ScorePayment>().PaymentId.ShouldBe("p-1");
        _shards.Reply(Scored);
        (await asked).ShouldBe(Scored);
    }

    [Fact]
    public async Task A_question_that_is_not_answered_is_put_again_and_any_of_its_answers_counts()
    {
        var asked = Ask("p-1");
        _shards.ExpectMsg<ScorePayment>();
        var first = _shards.LastSender;
        await PassAsync(LongestWait);
        _shards.ExpectMsg<ScorePayment>();

        first.Tell(Scored);
        (await asked).ShouldBe(Scored);
    }

    /// <summary>Found by the fault harness: a node was killed and started again, and its new questions got the old ones' answers, other payments' decisions.</summary>
    [Fact]
    public async Task An_answer_to_an_earlier_process_at_the_same_address_is_nobodys()
    {
        using var owner = ActorSystem.Create("rms", Remote(0));
        var (asked, port) = await AskOnceAsync(owner, 0);
        var (askedAgain, _) = await AskOnceAsync(owner, port);

        asked.Asker.Tell(new PaymentScored(new DecisionBytes([9, 9]), ContentConflict: true));
        askedAgain.Asker.Tell(Scored);

        (await askedAgain.Answer.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(Scored);
        await askedAgain.Process.Terminate();
        await owner.Terminate();
    }

    [Fact]
    public async Task A_stopped_actor_is_asked_again_soon()
    {
        var asked = Ask("p-1");
        _shards.ExpectMsg<ScorePayment>();
        _shards.Reply(AskAgain.Instance);
        await PassAsync(TimeSpan.FromMilliseconds(200));
        _shards.ExpectMsg<ScorePayment>();
        _shards.Reply(Scored);
        (await asked).ShouldBe(Scored);
    }

    [Fact]
    public async Task A_silent_shard_is_asked_by_one_for_all_and_by_all_once_it_answers()
    {
        const int Payments = 50;
        var asked = Enumerable.Range(0, Payments).Select(number => Ask($"p-{number}")).ToList();
        _shards.ReceiveN(Payments);

        await PassAsync(10 * AskTimeout);
        var probes = 0;
        while (_shards.HasMessages)
        {
            _shards.ExpectMsg<ScorePayment>();
            probes++;
        }

        probes.ShouldBeInRange(5, 27);
        _shards.Reply(Scored);

        // Whoever has only just asked for all does so again a little later.
        var again = new HashSet<string>();
        for (var round = 0; round < 5 && again.Count < Payments - 1; round++)
        {
            await PassAsync(LongestWait / 2);
            while (_shards.HasMessages)
            {
                again.Add(_shards.ExpectMsg<ScorePayment>().PaymentId);
            }
        }

        again.Count.ShouldBe(Payments - 1);
        asked.Count(question => question.IsCompleted).ShouldBe(1);
    }

    [Fact]
    public async Task A_question_that_was_lost_while_the_shard_answers_others_is_put_again_in_time()
    {
        var lost = Ask("p-1");
        _shards.ExpectMsg<ScorePayment>();
        var other = Ask("p-2");
        _shards.ExpectMsg<ScorePayment>();
        _shards.Reply(Scored);
        await other;

        await PassAsync(LongestWait);
        _shards.ExpectMsg<ScorePayment>().PaymentId.ShouldBe("p-1");
        _shards.Reply(Scored);
        (await lost).ShouldBe(Scored);
    }

    [Fact]
    public async Task A_question_that_is_not_wanted_any_more_ends()
    {
        using var cancel = new CancellationTokenSource();
        var asked = Ask("p-1", cancel.Token);
        _shards.ExpectMsg<ScorePayment>();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    private static PaymentScored Scored { get; } = new(new DecisionBytes([1]), false);

    // Asks the owner's node from a process of its own, which ends unless it is the one at a given port.
    private static async Task<((IActorRef Asker, Task<PaymentScored> Answer, ActorSystem Process) Asked, int Port)> AskOnceAsync(ActorSystem owner, int port)
    {
        var questions = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        var payment = owner.ActorOf(Props.Create(() => new Owner(questions)));
        var process = ActorSystem.Create("rms", Remote(port));
        var address = ((ExtendedActorSystem)owner).Provider.DefaultAddress;
        var shards = ((ExtendedActorSystem)process).Provider.ResolveActorRef(payment.Path.ToStringWithAddress(address));
        var region = new PaymentRegion(shards, new PaymentShard(1), AskTimeout, new Counters(), TimeProvider.System);
        var answer = region.AskAsync<PaymentScored>(Question("p-1"), CancellationToken.None);
        var asker = await questions.Task.WaitAsync(TimeSpan.FromSeconds(20));
        if (port == 0)
        {
            port = ((ExtendedActorSystem)process).Provider.DefaultAddress.Port!.Value;
            await process.Terminate();
        }

        return ((asker, answer, process), port);
    }

    private static Akka.Configuration.Config Remote(int port) => NodeConfiguration.Serialization.WithFallback(
        $"akka {{ loglevel = OFF, actor.provider = remote, remote.dot-netty.tcp {{ hostname = 127.0.0.1, port = {port} }} }}");

    private static ScorePayment Question(string paymentId) =>
        new(new Payment(paymentId, "w", 1m, "EUR", "DE", "card", DateTimeOffset.UnixEpoch), new RecordOrigin("t", 0, 0));

    private Task<PaymentScored> Ask(string paymentId, CancellationToken cancel = default) =>
        Task.Run(() => _region.AskAsync<PaymentScored>(Question(paymentId), cancel), CancellationToken.None);

    // Questions wait on the clock a moment after their messages were seen: time passes in small steps, for whoever waits by then.
    private async Task PassAsync(TimeSpan length)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed < length; passed += step)
        {
            await Task.Delay(1);
            _time.Advance(step);
        }
    }

    private sealed class Owner : ReceiveActor
    {
        public Owner(TaskCompletionSource<IActorRef> asker) => Receive<ScorePayment>(_ => asker.TrySetResult(Sender));
    }
}
