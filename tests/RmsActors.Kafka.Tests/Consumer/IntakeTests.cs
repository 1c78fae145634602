using CsCheck;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class IntakeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_completion_of_an_earlier_assignment_moves_nothing()
    {
        var intake = new Intake([new Subscription("t", 100)], 100);
        intake.Assigned("t", 0, 0);
        var old = Enter(intake, 0, 0);
        intake.Revoked("t", 0);
        intake.Complete(old).ShouldBeNull();

        intake.Assigned("t", 0, 0);
        var current = Enter(intake, 0, 0);

        current.Epoch.ShouldNotBe(old.Epoch);
        intake.Complete(old).ShouldBeNull();
        intake.Complete(current).ShouldBe(1);
    }

    [Fact]
    public void What_is_revoked_is_forgotten()
    {
        var intake = new Intake([new Subscription("t", 1)], 100);
        intake.Assigned("t", 0, 0);
        intake.Assigned("t", 1, 0);
        Enter(intake, 0, 0);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.TopicLimit);

        intake.Revoked("t", 0);

        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);
        intake.IsIdle("t").ShouldBeTrue();
        intake.Status().Single().Partition.ShouldBe(1);
    }

    [Fact]
    public void A_topic_pauses_for_the_bytes_of_few_large_records_until_half_of_them_are_gone()
    {
        var intake = new Intake([new Subscription("t", 1_000)], 1_000);
        intake.Assigned("t", 0, 0);
        intake.Assigned("t", 1, 0);
        const int Quarter = (int)(Intake.MaxBytes / 4);
        var entered = Enumerable.Range(0, 4).Select(offset =>
        {
            intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);
            return intake.Enter("t", 0, offset, Noon, Quarter)!.Value;
        }).ToList();
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.TopicLimit);

        intake.Complete(entered[3]);
        intake.Complete(entered[3]);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.TopicLimit);
        intake.Complete(entered[0]);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);

        intake.Enter("t", 1, 0, Noon, 2 * Quarter).ShouldNotBeNull();
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.TopicLimit);
        intake.Revoked("t", 0);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);
        intake.Complete(entered[1]);
        intake.Enter("t", 1, 1, Noon, (2 * Quarter) - 1).ShouldNotBeNull();
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);
    }

    [Fact]
    public void A_record_of_a_partition_that_is_not_ours_is_ignored()
    {
        var intake = new Intake([new Subscription("t", 100)], 100);
        intake.Enter("t", 0, 0, Noon).ShouldBeNull();

        intake.Assigned("t", 0, 5);

        intake.Enter("t", 0, 4, Noon).ShouldBeNull();
        Enter(intake, 0, 5).Offset.ShouldBe(5);
        intake.Enter("t", 0, 5, Noon).ShouldBeNull();
    }

    [Fact]
    public void A_partition_pauses_with_the_same_one_of_the_topic_that_it_depends_on_and_not_the_other_way_round()
    {
        var intake = new Intake([new Subscription("t", 100, PausesWith: "u"), new Subscription("u", 100)], 2);
        intake.Assigned("t", 0, 0);
        intake.Assigned("t", 1, 0);
        intake.Assigned("u", 0, 0);
        intake.Assigned("u", 1, 0);
        var oldest = intake.Enter("u", 0, 0, Noon)!.Value;
        var next = intake.Enter("u", 0, 1, Noon)!.Value;
        intake.PausedBecause("u", 0).ShouldBe(PauseReasons.PartitionLimit);
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.OtherTopicLimit);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);

        intake.Complete(next);
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.OtherTopicLimit);
        intake.Complete(oldest);
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.None);

        intake.Enter("t", 1, 0, Noon);
        intake.Enter("t", 1, 1, Noon);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.PartitionLimit);
        intake.PausedBecause("u", 1).ShouldBe(PauseReasons.None);
    }

    [Fact]
    public void A_topic_at_its_limit_pauses_until_half_of_it_is_free_and_the_other_topic_does_not()
    {
        var intake = new Intake([new Subscription("t", 4), new Subscription("u", 4)], 100);
        intake.Assigned("t", 0, 0);
        intake.Assigned("t", 1, 0);
        intake.Assigned("u", 0, 0);
        var entered = new[] { Enter(intake, 0, 0), Enter(intake, 0, 1), Enter(intake, 1, 0) };
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.None);

        Enter(intake, 1, 1);

        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.TopicLimit);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.TopicLimit);
        intake.PausedBecause("u", 0).ShouldBe(PauseReasons.None);
        intake.Complete(entered[0]);
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.TopicLimit);
        intake.Complete(entered[1]);
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.None);
    }

    [Fact]
    public void A_partition_whose_oldest_record_lingers_pauses_alone()
    {
        var intake = new Intake([new Subscription("t", 100)], 4);
        intake.Assigned("t", 0, 0);
        intake.Assigned("t", 1, 0);
        var oldest = Enter(intake, 0, 0);
        for (var offset = 1; offset < 4; offset++)
        {
            intake.Complete(Enter(intake, 0, offset));
        }

        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.PartitionLimit);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);
        var status = intake.Status()[0];
        (status.Oldest, status.CompleteAbove, status.UnderWay, status.Watermark, status.Position).ShouldBe((0, 3, 1, 0, 4));

        intake.Complete(oldest).ShouldBe(4);
        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.None);
    }

    [Fact]
    public void A_stopped_topic_pauses_and_takes_nothing_more_in_and_what_is_under_way_goes_on()
    {
        var intake = new Intake([new Subscription("t", 100), new Subscription("u", 100)], 100);
        intake.Assigned("t", 0, 0);
        intake.Assigned("u", 0, 0);
        var entered = Enter(intake, 0, 0);

        intake.Stop("t");

        intake.PausedBecause("t", 0).ShouldBe(PauseReasons.Stopped);
        intake.PausedBecause("u", 0).ShouldBe(PauseReasons.None);
        intake.Enter("t", 0, 1, Noon).ShouldBeNull();
        intake.IsIdle("t").ShouldBeFalse();
        intake.Complete(entered).ShouldBe(1);
        intake.IsIdle("t").ShouldBeTrue();
        intake.Assigned("t", 1, 0);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.Stopped);
    }

    [Fact]
    public void What_is_revoked_is_no_longer_under_way()
    {
        var intake = new Intake([new Subscription("t", 2)], 100);
        intake.Assigned("t", 0, 0);
        intake.Assigned("t", 1, 0);
        Enter(intake, 0, 0);
        Enter(intake, 0, 1);
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.TopicLimit);

        intake.Revoked("t", 0);

        intake.IsIdle("t").ShouldBeTrue();
        intake.PausedBecause("t", 1).ShouldBe(PauseReasons.None);
    }

    [Fact]
    public void Every_change_of_what_is_to_be_paused_raises_the_version()
    {
        var intake = new Intake([new Subscription("t", 2)], 100);
        intake.Assigned("t", 0, 0);
        var first = Enter(intake, 0, 0);
        var quiet = intake.Version;
        var second = Enter(intake, 0, 1);
        var full = intake.Version;
        full.ShouldBeGreaterThan(quiet);

        intake.Complete(first);

        intake.Version.ShouldBeGreaterThan(full);
        var free = intake.Version;
        intake.Complete(second);
        intake.Version.ShouldBe(free);
    }

    [Fact]
    public void A_topic_that_is_not_subscribed_is_named() =>
        Should.Throw<ArgumentException>(() => new Intake([new Subscription("t", 1)], 1).Stop("other")).Message.ShouldContain("other");

    /// <summary>
    /// Whatever happens in whatever order: an offset to store is never above a record under way of its assignment, never falls
    /// within one, and epochs don't repeat.
    /// </summary>
    [Fact]
    public void Never_commits_past_what_is_under_way() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 1_000]).List[0, 300].Sample(steps =>
        {
            var intake = new Intake([new Subscription("t", 20)], 10);
            var epochs = new HashSet<long>();
            var next = new long[3];
            var stored = new Dictionary<(int Partition, long Epoch), long>();
            var handed = new List<CommittableOffset>();
            var complete = new HashSet<CommittableOffset>();
            foreach (var (what, partition, number) in steps)
            {
                if (what == 0)
                {
                    // Where nobody has committed, or at the end of what was read.
                    next[partition] = number % 2 == 0 ? 0 : next[partition];
                    epochs.Add(intake.Assigned("t", partition, next[partition])).ShouldBeTrue();
                }
                else if (what == 1)
                {
                    intake.Revoked("t", partition);
                }
                else if (what < 6)
                {
                    if (intake.Enter("t", partition, next[partition], Noon) is { } entered)
                    {
                        handed.Add(entered);
                        next[partition] += 1 + (number % 3);
                    }
                }
                else if (handed.Count > 0)
                {
                    var completed = handed[number % handed.Count];
                    complete.Add(completed);
                    if (intake.Complete(completed) is { } watermark)
                    {
                        var key = (completed.Partition, completed.Epoch);
                        handed.ShouldAllBe(h => h.Partition != key.Partition || h.Epoch != key.Epoch || h.Offset >= watermark || complete.Contains(h));
                        watermark.ShouldBeGreaterThan(stored.GetValueOrDefault(key, -1));
                        stored[key] = watermark;
                    }
                }
            }
        });

    private static CommittableOffset Enter(Intake intake, int partition, long offset) =>
        intake.Enter("t", partition, offset, Noon).ShouldNotBeNull();
}
