using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using static RmsActors.Cli.Tests.Demo.Decisions;

namespace RmsActors.Cli.Tests.Demo;

public class ObservedDecisionsTests
{
    private readonly ObservedDecisions _observed = new(new HashSet<string>(["p", "q"]));
    private readonly byte[] _approved = MessageCodec.Encode(Of("p", DecisionKind.Approve));

    [Fact]
    public void The_same_bytes_again_are_a_duplicate()
    {
        _observed.Add(Key("p"), _approved);
        _observed.Add(Key("p"), [.. _approved]);
        (_observed.Decided, _observed.Duplicates, _observed.Conflicting).ShouldBe((1, 1L, 0));
        _observed.Of("p").ShouldBe([DecisionKind.Approve]);
    }

    [Fact]
    public void Other_bytes_are_a_conflict_even_if_they_say_the_same()
    {
        _observed.Add(Key("p"), _approved);
        _observed.Add(Key("p"), MessageCodec.Encode(Of("p", DecisionKind.Approve) with { DecidedAt = Start.AddTicks(1) }));
        (_observed.Decided, _observed.Duplicates, _observed.Conflicting).ShouldBe((1, 0L, 1));
    }

    [Fact]
    public void Another_key_is_another_decision()
    {
        _observed.Add(Key("p"), _approved);
        _observed.Add(null, _approved);
        _observed.Add([], _approved);
        _observed.Of("p").Count.ShouldBe(3);
    }

    [Fact]
    public void A_conflict_seen_twice_is_one_conflict_and_a_duplicate()
    {
        var declined = MessageCodec.Encode(Of("p", DecisionKind.Decline));
        _observed.Add(Key("p"), _approved);
        _observed.Add(Key("p"), declined);
        _observed.Add(Key("p"), declined);
        (_observed.Conflicting, _observed.Duplicates).ShouldBe((1, 1L));
    }

    [Fact]
    public void Others_payments_and_unreadable_records_do_not_count()
    {
        _observed.Add(Key("x"), MessageCodec.Encode(Of("x", DecisionKind.Approve)));
        _observed.Add(Key("p"), "{"u8.ToArray());
        _observed.Add(Key("p"), null);
        _observed.Decided.ShouldBe(0);
        _observed.Of("p").ShouldBeEmpty();
    }
}
