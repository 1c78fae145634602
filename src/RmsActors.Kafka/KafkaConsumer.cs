using System.Collections.Concurrent;
using System.Threading.Channels;
using Akka;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// One Kafka consumer, read as one Akka stream a topic. Records complete in any order; what is committed is each
/// partition's watermark. One thread of its own polls, stores offsets, pauses and resumes.
/// </summary>
public sealed class KafkaConsumer : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(10);

    private readonly ConsumerSettings _settings;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Intake _intake;
    private readonly Dictionary<string, Channel<CommittableMessage>> _channels;
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(string Topic, TaskCompletionSource Idle)> _waiting = [];
    private readonly Dictionary<TopicPartition, (PauseReason Reason, DateTimeOffset Since)> _paused = [];
    private readonly Dictionary<TopicPartition, long> _stored = [];
    private IConsumer<byte[]?, byte[]?> _consumer = null!;
    private Exception? _fatal;
    private volatile bool _closing;

    private KafkaConsumer(ConsumerSettings settings, IReadOnlyList<Subscription> subscriptions, ILogger logger, TimeProvider time)
    {
        _settings = settings;
        _logger = logger;
        _time = time;
        _intake = new Intake(subscriptions, settings.MaxAboveWatermark);
        _channels = subscriptions.ToDictionary(
            s => s.Topic,
            // Unbounded, because the intake's limits bound it.
            _ => Channel.CreateUnbounded<CommittableMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }),
            StringComparer.Ordinal);
    }

    /// <summary>Ends when the consumer has closed; faults when it cannot go on, which ends the process.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Joins the group. Records wait until their topic's source runs.</summary>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static KafkaConsumer Start(ConsumerSettings settings, IReadOnlyList<Subscription> subscriptions, ILogger logger, TimeProvider? time = null)
    {
        var consumer = new KafkaConsumer(settings, subscriptions, logger, time ?? TimeProvider.System);
        consumer._consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(settings.Kafka, settings.GroupId))
            .SetPartitionsAssignedHandler((_, partitions) => consumer.OnAssigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => consumer.OnRevoked(partitions.ConvertAll(p => p.TopicPartition), lost: false))
            .SetPartitionsLostHandler((_, partitions) => consumer.OnRevoked(partitions.ConvertAll(p => p.TopicPartition), lost: true))
            .SetErrorHandler((_, error) => consumer.OnError(error))
            .SetLogHandler((_, message) => logger.LogDebug("librdkafka {Facility}: {Message}", message.Facility, message.Message))
            .Build();
        consumer._consumer.Subscribe(subscriptions.Select(s => s.Topic));
        new Thread(consumer.Run) { IsBackground = true, Name = "kafka poll" }.Start();
        return consumer;
    }

    /// <summary>The records of one topic, each with its offset. Runs once. Completes when the consumer closes.</summary>
    public Source<CommittableMessage, NotUsed> CommittableSource(string topic) => ChannelSource.FromReader(_channels[topic].Reader);

    /// <summary>The record's effect is durable, and its offset may move. Any thread; any order; late ones are ignored.</summary>
    public void Complete(CommittableOffset offset) => _requests.Enqueue(() => Store(_intake.Complete(offset)));

    /// <summary>Reads nothing more of this topic; what is under way goes on.</summary>
    public void StopIntake(string topic) => _requests.Enqueue(() => _intake.Stop(topic));

    /// <summary>Ends once nothing of this topic is under way.</summary>
    public Task WhenIdleAsync(string topic, CancellationToken cancel = default)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() => _waiting.Add((topic, idle)));
        return Task.WhenAny(idle.Task, _completion.Task).WaitAsync(cancel);
    }

    /// <summary>Stores the watermarks, leaves the group, completes the sources.</summary>
    public Task CloseAsync()
    {
        _closing = true;
        return _completion.Task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => new(CloseAsync());

    private void Run()
    {
        try
        {
            while (!_closing && _fatal is null)
            {
                Take(Next());
                Serve();
            }

            Serve();
            _consumer.Close();
        }
        catch (Exception failed)
        {
            _fatal ??= failed;
        }

        _consumer.Dispose();
        foreach (var channel in _channels.Values)
        {
            channel.Writer.Complete();
        }

        if (_fatal is null)
        {
            _completion.SetResult();
        }
        else
        {
            _completion.SetException(_fatal);
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Next()
    {
        try
        {
            return _consumer.Consume(Poll);
        }
        catch (ConsumeException passing) when (!passing.Error.IsFatal && passing.Error.Code is not (ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange))
        {
            _logger.LogWarning("Kafka consumer: {Code} {Reason}", passing.Error.Code, passing.Error.Reason);
            return null;
        }
    }

    private void Take(ConsumeResult<byte[]?, byte[]?>? record)
    {
        // Null also for what was buffered of a partition that has been revoked since.
        if (record is not null && _intake.Enter(record.TopicPartition, record.Offset.Value) is { } offset)
        {
            _channels[record.Topic].Writer.TryWrite(new CommittableMessage(record, offset));
        }
    }

    private void Serve()
    {
        while (_requests.TryDequeue(out var request))
        {
            request();
        }

        _waiting.RemoveAll(waiting => _intake.IsIdle(waiting.Topic) && (waiting.Idle.TrySetResult() || true));
        PauseAndResume();
    }

    private void Store(TopicPartitionOffset? watermark)
    {
        if (watermark is not null)
        {
            _consumer.StoreOffset(watermark);
            _stored[watermark.TopicPartition] = watermark.Offset.Value;
        }
    }

    private void PauseAndResume()
    {
        var should = _intake.ShouldPause();
        var resume = _paused.Keys.Where(p => !should.ContainsKey(p)).ToList();
        var pause = should.Keys.Where(p => !_paused.ContainsKey(p)).ToList();
        if (pause.Count > 0)
        {
            _consumer.Pause(pause);
            foreach (var partition in pause)
            {
                _paused[partition] = (should[partition], _time.GetUtcNow());
                if (should[partition] == PauseReason.PartitionBound)
                {
                    var watermark = _intake.WatermarkOf(partition)!;
                    _logger.LogWarning(
                        "{Topic} partition {Partition} is paused: the record at offset {Oldest} is not finished, and {Above} above it have been read",
                        partition.Topic, partition.Partition.Value, watermark.Oldest, watermark.AboveCount - 1);
                }
            }
        }

        foreach (var partition in resume)
        {
            _paused.Remove(partition);
        }

        var assigned = resume.Where(_intake.Assigned.Contains).ToList();
        if (assigned.Count > 0)
        {
            _consumer.Resume(assigned);
        }
    }

    private List<TopicPartitionOffset> OnAssigned(List<TopicPartition> partitions)
    {
        try
        {
            var starts = StartOffsets(partitions);
            foreach (var start in starts)
            {
                _intake.Assign(start.TopicPartition, start.Offset.Value);
            }

            _logger.LogInformation("Assigned {Count} partitions: {Partitions}", partitions.Count, string.Join(", ", partitions));
            _settings.OnAssigned(partitions);
            return starts;
        }
        catch (Exception failed) when (failed is KafkaException or InvalidDataException)
        {
            _fatal = failed;
            return [];
        }
    }

    private List<TopicPartitionOffset> StartOffsets(List<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var starts = new List<TopicPartitionOffset>();
        var baseline = new List<TopicPartitionOffset>();
        foreach (var committed in _consumer.Committed(partitions, BrokerPatience))
        {
            var log = _consumer.QueryWatermarkOffsets(committed.TopicPartition, BrokerPatience);
            if (committed.Offset == Offset.Unset)
            {
                starts.Add(new(committed.TopicPartition, log.Low));
                baseline.Add(starts[^1]);
                continue;
            }

            if (committed.Offset < log.Low || committed.Offset > log.High)
            {
                throw new InvalidDataException(
                    $"{committed.Topic} partition {committed.Partition.Value}: group {_settings.GroupId} has committed offset {committed.Offset.Value}, but the log holds {log.Low.Value} to {log.High.Value}: "
                    + "records between were lost. Find out what they were, then reset the group's offset of this partition by hand");
            }

            starts.Add(new(committed.TopicPartition, committed.Offset));
        }

        if (baseline.Count > 0)
        {
            // From now on a missing offset means a lost one.
            _consumer.Commit(baseline);
        }

        return starts;
    }

    private void OnRevoked(List<TopicPartition> partitions, bool lost)
    {
        while (_requests.TryDequeue(out var request))
        {
            request();
        }

        if (!lost)
        {
            Commit([.. partitions.Where(_stored.ContainsKey).Select(partition => new TopicPartitionOffset(partition, _stored[partition]))]);
        }

        foreach (var partition in partitions)
        {
            _intake.Revoke(partition);
            _stored.Remove(partition);
            _paused.Remove(partition);
        }

        _logger.LogInformation("{What} {Count} partitions: {Partitions}", lost ? "Lost" : "Revoked", partitions.Count, string.Join(", ", partitions));
        _settings.OnRevoked(partitions);
    }

    private void Commit(IReadOnlyList<TopicPartitionOffset> offsets)
    {
        if (offsets.Count == 0)
        {
            return;
        }

        try
        {
            _consumer.Commit(offsets);
        }
        catch (KafkaException notCommitted)
        {
            // Whoever reads these partitions next processes some records again, which is harmless.
            _logger.LogInformation("The last offsets of {Count} partitions could not be committed: {Reason}", offsets.Count, notCommitted.Error.Reason);
        }
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = new KafkaException(error);
        }

        _logger.Log(error.IsFatal ? LogLevel.Critical : LogLevel.Warning, "Kafka consumer: {Code} {Reason}", error.Code, error.Reason);
    }
}
