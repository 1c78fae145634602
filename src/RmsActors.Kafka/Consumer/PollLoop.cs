using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// The thread that owns the Kafka client: it polls, stores offsets, pauses and resumes, and does nothing that waits for
/// processing. Everything else reaches it through queues.
/// </summary>
internal sealed class PollLoop
{
    // How long a completion, or a topic that has room again, may wait while nothing arrives.
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(10);

    // Who joins gets nothing until others have given away what is to be its share. Who still has nothing after this long is a spare.
    private static readonly TimeSpan SpareAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Intake _intake;
    private readonly IReadOnlyDictionary<string, TopicBuffer> _buffers;
    private readonly IConsumer<byte[]?, byte[]?> _client;
    private readonly AssignmentStarts _starts;
    private readonly ClientAssignment _assignment;
    private readonly ClientPauses _pauses;
    private readonly OffsetStore _offsets;
    private readonly StuckPartitions _stuck;
    private readonly BrokerOutage _outage;
    private readonly ReadingTimes _reading;
    private readonly LogEnds _ends;
    private readonly ObservedConsumer _observed;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly LogThrottle _throttle;
    private readonly string _group;
    private readonly ConcurrentQueue<CommittableOffset> _completed = new();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly Dictionary<(string Topic, int Partition), long> _toStore = [];
    private readonly List<(string Topic, TaskCompletionSource Idle)> _idleWaiters = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private volatile bool _closing;
    private volatile bool _hasShare;
    private long? _joinedAt;
    private bool _assignmentChanged;

    public PollLoop(
        ConsumerSettings settings, IReadOnlyList<Subscription> subscriptions, IReadOnlyDictionary<string, TopicBuffer> buffers, ILogger logger, TimeProvider time)
    {
        (_buffers, _logger, _time, _group) = (buffers, logger, time, settings.GroupId);
        _throttle = new LogThrottle(time);
        _intake = new Intake(subscriptions, settings.MaxAboveWatermark);
        var properties = ClientProperties.ForConsumer(settings);
        _client = ClientProperties.Build(() => new ConsumerBuilder<byte[]?, byte[]?>(properties)
            .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnLost(partitions))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => ClientLog.Write(logger, message))
            .Build());
        _starts = new AssignmentStarts(_client, settings.GroupId, logger, time);
        _assignment = new ClientAssignment(_client, subscriptions, _starts, Read, settings.GroupId, logger, time);
        _offsets = new OffsetStore(_client, settings.GroupId, logger);
        _stuck = new StuckPartitions(settings.StuckAfter, logger);
        _reading = new ReadingTimes(time);
        _pauses = new ClientPauses(_client, _intake, _reading, logger);
        _ends = new LogEnds(_client, buffers.Keys.First(), time);
        _outage = new BrokerOutage(_ends);
        _observed = new ObservedConsumer(_group, Status, _ends, time);
        KafkaMetrics.Add(_observed, buffers.Keys);
    }

    public event Action? AssignmentChanged;

    public Task Completion => _completion.Task;

    public bool HasShare => _hasShare;

    public DateTimeOffset ReadingSince => _reading.Since;

    public DateTimeOffset ReadingSinceOf(TopicPartition partition) => _reading.SinceOf(partition);

    public PauseReasons PausedBecause(string topic, int partition)
    {
        lock (_gate)
        {
            return _intake.PausedBecause(topic, partition);
        }
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = $"kafka-poll-{_group}" }.Start();

    public void Complete(CommittableOffset offset) => _completed.Enqueue(offset);

    public void Stop(string topic) => _requests.Enqueue(() => _intake.Stop(topic));

    public Task WhenIdle(string topic)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() => _idleWaiters.Add((topic, idle)));
        return Task.WhenAny(idle.Task, _left.Task);
    }

    public Task CloseAsync()
    {
        _closing = true;
        return _left.Task;
    }

    public IReadOnlyList<PartitionStatus> Status()
    {
        lock (_gate)
        {
            return _intake.Status();
        }
    }

    private void Run()
    {
        try
        {
            _client.Subscribe(_assignment.SharedOut);
            while (!_closing && _fault is null)
            {
                Turn();
            }
        }
        catch (Exception unexpected)
        {
            // Whatever it is, this consumer reads no more; its owner must learn it.
            _fault ??= unexpected;
        }
        finally
        {
            Leave();
        }
    }

    private void Turn()
    {
        _assignmentChanged |= _assignment.Apply();
        LookForShare();
        _offsets.CommitBaselines();
        lock (_gate)
        {
            while (_requests.TryDequeue(out var request))
            {
                request();
            }
        }

        StoreCompleted();
        _pauses.Apply();
        AnswerIdle();
        RaiseAssignmentChanged();
        _stuck.Warn(_time.GetUtcNow(), Status);
        _outage.Probe(() => _client.Assignment);
        _reading.Beat(_joinedAt is not null && !_outage.Lasts, _assignment.IsStarted, _outage.Silent);
        Poll();
    }

    private void Poll()
    {
        try
        {
            var record = _client.Consume(PollTimeout);
            if (record is null || record.IsPartitionEOF)
            {
                return;
            }

            CommittableOffset? entered;
            lock (_gate)
            {
                entered = _intake.Enter(record.Topic, record.Partition, record.Offset, _time.GetUtcNow(), SizeOf(record.Message));
            }

            if (entered is { } offset)
            {
                _buffers[record.Topic].Add(new CommittableMessage(record, offset));
            }
        }
        catch (ConsumeException failed) when (failed.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            _fault ??= _starts.LostDuringFetch(failed.ConsumerRecord.TopicPartitionOffset);
        }
        catch (KafkaException failed)
        {
            OnError(failed.Error);
        }
    }

    private static int SizeOf(Message<byte[]?, byte[]?> message)
    {
        var size = (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0);
        return message.Headers is { Count: > 0 } headers ? size + headers.Sum(header => header.Key.Length + (header.GetValueBytes()?.Length ?? 0)) : size;
    }

    // What was given to us beside what we have, be it nothing.
    private List<TopicPartitionOffset> OnAssigned(List<TopicPartition> partitions)
    {
        _joinedAt ??= _time.GetTimestamp();
        _assignmentChanged = true;
        _reading.GroupForms();
        try
        {
            return _assignment.Give(partitions);
        }
        catch (OffsetLostException lost)
        {
            _fault ??= lost;
            return ClientAssignment.Placeholders(partitions);
        }
    }

    private void LookForShare()
    {
        if (_joinedAt is { } joined && !_hasShare && (Status().Count > 0 || (_assignment.IsStarted && _time.GetElapsedTime(joined) >= SpareAfter)))
        {
            _hasShare = true;
            _assignmentChanged = true;
        }
    }

    private void Read(TopicPartition partition, StartOffset start)
    {
        lock (_gate)
        {
            // Offset.Beginning is negative; the first record says where that is.
            _buffers[partition.Topic].Assigned(partition.Partition, _intake.Assigned(partition.Topic, partition.Partition, Math.Max(0, start.Offset)));
        }

        if (start.Baseline)
        {
            _offsets.Baseline(new TopicPartitionOffset(partition, start.Offset));
        }
    }

    private void OnRevoked(List<TopicPartitionOffset> partitions)
    {
        _offsets.CommitBaselines();
        StoreCompleted();
        _offsets.Commit();
        Forget(partitions);
    }

    private void OnLost(List<TopicPartitionOffset> partitions)
    {
        // Others have them already: committing now could move their offsets back, or past what they do.
        _logger.LogWarning("Group {Group}: lost {Partitions}", _group, string.Join(", ", partitions.Select(p => p.TopicPartition)));
        _joinedAt = null;
        _hasShare = false;
        Forget(partitions);
    }

    private void Forget(List<TopicPartitionOffset> partitions)
    {
        foreach (var partition in _assignment.Take([.. partitions.Select(p => p.TopicPartition)]))
        {
            _reading.Ended(partition);
            lock (_gate)
            {
                _intake.Revoked(partition.Topic, partition.Partition);
            }

            _buffers[partition.Topic].Revoked(partition.Partition);
            _offsets.DropBaseline(partition);
            _pauses.Forget(partition);
        }

        _reading.GroupForms();
        _assignmentChanged = true;
    }

    private void StoreCompleted()
    {
        if (_completed.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            while (_completed.TryDequeue(out var completed))
            {
                if (_intake.Complete(completed) is { } watermark)
                {
                    _toStore[(completed.Topic, completed.Partition)] = watermark;
                }
            }
        }

        foreach (var ((topic, partition), watermark) in _toStore)
        {
            _offsets.Store(new TopicPartitionOffset(topic, partition, watermark));
        }

        _toStore.Clear();
    }

    private void AnswerIdle()
    {
        if (_idleWaiters.Count > 0)
        {
            _idleWaiters.RemoveAll(waiter => _intake.IsIdle(waiter.Topic) && waiter.Idle.TrySetResult());
        }
    }

    private void RaiseAssignmentChanged()
    {
        if (_assignmentChanged)
        {
            _assignmentChanged = false;
            AssignmentChanged?.Invoke();
        }
    }

    private void OnError(Error error)
    {
        _outage.Heard(error);
        if (error.IsFatal || error.Code is ErrorCode.Local_Fatal
            or ErrorCode.GroupAuthorizationFailed or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed)
        {
            // Who may not read stays outside of the group while the cluster counts on it: that must be seen.
            _fault ??= new KafkaException(error);
        }
        else if (_throttle.Allows(error.Code.ToString(), out var left))
        {
            _logger.LogWarning("Group {Group}: {Code}: {Reason}{Left}", _group, error.Code, error.Reason, left);
        }
    }

    private void Leave()
    {
        try
        {
            StoreCompleted();
            _client.Close();
        }
        catch (KafkaException failed)
        {
            _logger.LogWarning("Group {Group}: did not leave in order ({Reason}); the session timeout will tell the others", _group, failed.Error.Reason);
        }
        catch (Exception unexpected)
        {
            _fault ??= unexpected;
        }
        finally
        {
            KafkaMetrics.Remove(_observed);
            _ends.Dispose();
            _client.Dispose();
            foreach (var buffer in _buffers.Values)
            {
                buffer.Close();
            }

            // First, so that nobody takes what comes of the end for its cause.
            if (_fault is null)
            {
                _completion.TrySetResult();
            }
            else
            {
                _completion.TrySetException(_fault);
            }

            _left.TrySetResult();
        }
    }
}
