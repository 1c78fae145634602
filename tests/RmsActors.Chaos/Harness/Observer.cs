using System.Globalization;
using System.Text;
using Confluent.Kafka;
using RmsActors.Chaos.Checking;
using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Harness;

/// <summary>Sees a run from outside: every record of every topic from the start, once, and what groups have committed.</summary>
internal sealed class Observer : IAsyncDisposable
{
    private const int RecentlySeen = 200;

    private readonly History _history;
    private readonly TimeProvider _time;
    private readonly TopicTail _tail;
    private readonly GroupOffsets _offsets;
    private readonly Queue<PaymentDetails> _recent = new();
    private int _noted;

    private Observer(KafkaOptions kafka, History history, TimeProvider time)
    {
        (_history, _time) = (history, time);
        _offsets = new GroupOffsets(kafka, ChaosOptions.Partitions);
        _tail = TopicTail.Start(kafka, [.. Topics.All, .. Topics.All.Select(Topics.DeadLettersOf)], See);
    }

    public Timings Timings { get; } = new();

    /// <summary>Begins to look; to be called before anything is written.</summary>
    public static Observer Start(KafkaOptions kafka, History history, TimeProvider time) => new(kafka, history, time);

    /// <summary>Payments that came to RMS a short while ago.</summary>
    public IReadOnlyList<PaymentDetails> Recent
    {
        get
        {
            lock (_recent)
            {
                return [.. _recent];
            }
        }
    }

    /// <summary>How often committed offsets were noted.</summary>
    public int Noted => Volatile.Read(ref _noted);

    /// <summary>
    /// Notes what is committed, and then everything that was there by then, so that a committed offset above a payment without
    /// decision shows. A broker that does not answer is asked again.
    /// </summary>
    public async Task NoteCommittedAsync(CancellationToken cancel)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(500), _time);
        do
        {
            try
            {
                var committed = await Task.Run(_offsets.OfDetails, cancel);
                await Task.Run(() => _tail.CatchUpAsync(cancel), cancel);
                _history.OffsetsCommitted(Topics.PaymentDetails, committed, _time.GetUtcNow());
                Interlocked.Increment(ref _noted);
                return;
            }
            catch (KafkaException)
            {
                // Away, or told to refuse; that ends.
            }
        }
        while (await again.WaitForNextTickAsync(cancel));
    }

    /// <summary>Ends when every group has read and finished everything, and it was all seen here.</summary>
    /// <param name="tell">Hears what is still missing.</param>
    /// <returns>What was not finished within the limit.</returns>
    public async Task<IReadOnlyList<string>> DrainedAsync(TimeSpan limit, Action<string> tell, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        IReadOnlyList<string> behind = [];
        try
        {
            do
            {
                var now = await Task.Run(Behind, patience.Token);
                if (now.Count > 0 && now.Count != behind.Count)
                {
                    tell($"{now.Count} partitions to go, such as {now[0]}");
                }

                behind = now;
            }
            while (behind.Count > 0 && await look.WaitForNextTickAsync(patience.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return behind;
        }

        await Task.Run(() => _tail.CatchUpAsync(cancel), cancel);
        return [];
    }

    public ValueTask DisposeAsync() => _tail.DisposeAsync();

    // The broker may have been told to refuse some requests more.
    private IReadOnlyList<string> Behind()
    {
        try
        {
            return _offsets.Behind();
        }
        catch (KafkaException unanswered)
        {
            return [$"committed offsets could not be read: {unanswered.Error.Reason}"];
        }
    }

    private void See(ConsumeResult<byte[]?, byte[]?> record)
    {
        var at = new DateTimeOffset(record.Message.Timestamp.UtcDateTime, TimeSpan.Zero);
        _history.Record(RecordOf(record, at));
        Timings.Add(record.Topic, record.Message.Value, at);
        if (record.Topic == Topics.PaymentDetails && MessageCodec.DecodePaymentDetails(record.Message.Value).Message is { } details)
        {
            lock (_recent)
            {
                _recent.Enqueue(details);
                if (_recent.Count > RecentlySeen)
                {
                    _recent.Dequeue();
                }
            }
        }
    }

    private static TopicRecord RecordOf(ConsumeResult<byte[]?, byte[]?> record, DateTimeOffset at) =>
        new(
            record.Topic, record.Partition.Value, record.Offset.Value, record.Message.Key, record.Message.Value, at,
            TextOf(record.Message.Headers, MessageHeaders.CorrelationId), SourceOf(record.Message.Headers));

    private static DeadLetterOrigin? SourceOf(Headers? headers) =>
        TextOf(headers, DeadLetterHeaders.Topic) is { } topic
        && int.TryParse(TextOf(headers, DeadLetterHeaders.Partition), CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(TextOf(headers, DeadLetterHeaders.Offset), CultureInfo.InvariantCulture, out var offset)
            ? new DeadLetterOrigin(topic, partition, offset, TextOf(headers, DeadLetterHeaders.Reason) ?? "")
            : null;

    private static string? TextOf(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var value) && value is not null ? Encoding.UTF8.GetString(value) : null;
}
