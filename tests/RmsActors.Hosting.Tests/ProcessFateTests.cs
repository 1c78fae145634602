using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Testing;

namespace RmsActors.Hosting.Tests;

public class ProcessFateTests
{
    private readonly Lifetime _lifetime = new();

    [Fact]
    public async Task A_part_that_faults_ends_the_process_and_the_first_cause_is_kept()
    {
        var fate = new ProcessFate(_lifetime, NullLogger<ProcessFate>.Instance);
        var consumer = new TaskCompletionSource();
        fate.EndsWith(consumer.Task, "the consumer failed");

        consumer.SetException(new InvalidOperationException());
        await Eventually.TrueAsync(() => fate.Cause is not null, "the process ends");
        fate.End("something else");

        fate.Cause.ShouldBe("the consumer failed");
        _lifetime.Stopped.ShouldBe(1);
    }

    [Fact]
    public void A_part_that_ends_as_asked_ends_nothing()
    {
        var fate = new ProcessFate(_lifetime, NullLogger<ProcessFate>.Instance);
        var consumer = new TaskCompletionSource();
        fate.EndsWith(consumer.Task, "the consumer failed");

        consumer.SetResult();

        fate.Cause.ShouldBeNull();
        _lifetime.Stopped.ShouldBe(0);
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private int _stopped;

        public int Stopped => _stopped;

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => Interlocked.Increment(ref _stopped);
    }
}
