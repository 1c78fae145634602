using Microsoft.Extensions.Time.Testing;
using RmsActors.Rms.Placement;

namespace RmsActors.Rms.Tests.Placement;

public class AssignmentMovesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_assignment_is_no_move()
    {
        var moves = new AssignmentMoves(_time);
        moves.Paused();
        moves.Settled(new HashSet<int> { 0, 1 }).ShouldBeNull();
    }

    [Fact]
    public void What_came_what_went_and_how_long_nothing_was_read()
    {
        var moves = new AssignmentMoves(_time);
        moves.Settled(new HashSet<int> { 0, 1, 2 });
        moves.Paused();
        _time.Advance(TimeSpan.FromMilliseconds(700));
        moves.Paused();
        _time.Advance(TimeSpan.FromMilliseconds(100));

        var move = moves.Settled(new HashSet<int> { 5, 1, 3 })!;

        move.Gained.ShouldBe([3, 5]);
        move.Lost.ShouldBe([0, 2]);
        move.Pause.ShouldBe(TimeSpan.FromMilliseconds(800));
        moves.Settled(new HashSet<int> { 5, 3, 1 }).ShouldBeNull();
    }

    [Fact]
    public void A_node_that_goes_on_with_what_it_keeps_has_no_pause()
    {
        var moves = new AssignmentMoves(_time);
        moves.Settled(new HashSet<int> { 0, 1 });
        _time.Advance(TimeSpan.FromSeconds(1));

        var move = moves.Settled(new HashSet<int> { 0, 1, 2 })!;

        move.Gained.ShouldBe([2]);
        move.Lost.ShouldBeEmpty();
        move.Pause.ShouldBe(TimeSpan.Zero);
    }
}
