using CsCheck;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class OffsetWatermarkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Starts_at_the_assigned_position()
    {
        var watermark = new OffsetWatermark(7);

        watermark.Watermark.ShouldBe(7);
        watermark.Position.ShouldBe(7);
        watermark.Oldest.ShouldBeNull();
    }

    [Fact]
    public void Moves_only_past_what_is_complete()
    {
        var watermark = Entered(7, 7, 8, 9);

        watermark.Complete(8).ShouldBe(OffsetCompletion.Above);
        watermark.Watermark.ShouldBe(7);
        watermark.Complete(7).ShouldBe(OffsetCompletion.Advanced);
        watermark.Watermark.ShouldBe(9);
        watermark.Complete(9).ShouldBe(OffsetCompletion.Advanced);
        watermark.Watermark.ShouldBe(10);
        (watermark.Held, watermark.UnderWay).ShouldBe((0, 0));
    }

    [Fact]
    public void Gaps_are_nothing_to_wait_for()
    {
        var watermark = Entered(0, 3, 10);

        watermark.Complete(3).ShouldBe(OffsetCompletion.Advanced);
        watermark.Watermark.ShouldBe(4);
        watermark.Complete(10).ShouldBe(OffsetCompletion.Advanced);
        watermark.Watermark.ShouldBe(11);
    }

    [Fact]
    public void What_is_not_under_way_changes_nothing()
    {
        var watermark = Entered(5, 5, 6, 9);
        watermark.Complete(6);

        watermark.Complete(6).ShouldBe(OffsetCompletion.Repeated);
        watermark.Complete(4).ShouldBe(OffsetCompletion.Unknown);
        watermark.Complete(8).ShouldBe(OffsetCompletion.Unknown);
        watermark.Complete(10).ShouldBe(OffsetCompletion.Unknown);
        (watermark.Watermark, watermark.UnderWay, watermark.Held).ShouldBe((5, 2, 3));
    }

    [Fact]
    public void An_offset_enters_once()
    {
        var watermark = Entered(5, 5, 6);

        watermark.TryEnter(6, Noon).ShouldBeFalse();
        watermark.TryEnter(4, Noon).ShouldBeFalse();
        (watermark.UnderWay, watermark.Position).ShouldBe((2, 7));
    }

    [Fact]
    public void Names_the_oldest_under_way()
    {
        var watermark = new OffsetWatermark(0);
        watermark.TryEnter(0, Noon);
        watermark.TryEnter(1, Noon.AddSeconds(1));
        watermark.Complete(0);

        watermark.Oldest.ShouldBe((1, Noon.AddSeconds(1)));
    }

    /// <summary>Offsets with gaps enter, and complete in any order, some of them twice or never having entered: as a plain set says.</summary>
    [Fact]
    public void Does_what_the_plain_model_does() =>
        Gen.Select(Gen.Int[0, 50], Step.List[0, 400]).Sample((start, steps) =>
        {
            var watermark = new OffsetWatermark(start);
            var model = new Model(start);
            foreach (var (enter, number) in steps)
            {
                if (enter)
                {
                    var offset = model.Position + (number % 4);
                    watermark.TryEnter(offset, Noon).ShouldBeTrue();
                    model.Enter(offset);
                }
                else
                {
                    var offset = start + (number % (model.Position - start + 3)) - 1;
                    watermark.Complete(offset).ShouldBe(model.Complete(offset));
                }

                (watermark.Watermark, watermark.Position, watermark.UnderWay, watermark.Oldest?.Offset)
                    .ShouldBe((model.Watermark, model.Position, model.UnderWay.Count, model.Oldest));
            }
        });

    private static readonly Gen<(bool Enter, int Number)> Step = Gen.Select(Gen.Bool, Gen.Int[0, 1_000_000]);

    private static OffsetWatermark Entered(long start, params long[] offsets)
    {
        var watermark = new OffsetWatermark(start);
        foreach (var offset in offsets)
        {
            watermark.TryEnter(offset, Noon).ShouldBeTrue();
        }

        return watermark;
    }

    private sealed class Model(long start)
    {
        private readonly long _start = start;
        private readonly List<long> _entered = [];
        private readonly HashSet<long> _complete = [];

        public long Position { get; private set; } = start;

        public SortedSet<long> UnderWay { get; } = [];

        public long? Oldest => UnderWay.Count == 0 ? null : UnderWay.Min;

        public long Watermark => _entered.TakeWhile(_complete.Contains).LastOrDefault(_start - 1) + 1;

        public void Enter(long offset)
        {
            _entered.Add(offset);
            UnderWay.Add(offset);
            Position = offset + 1;
        }

        public OffsetCompletion Complete(long offset)
        {
            var before = Watermark;
            if (UnderWay.Remove(offset))
            {
                _complete.Add(offset);
                return Watermark > before ? OffsetCompletion.Advanced : OffsetCompletion.Above;
            }

            return _complete.Contains(offset) && offset >= before ? OffsetCompletion.Repeated : OffsetCompletion.Unknown;
        }
    }
}
