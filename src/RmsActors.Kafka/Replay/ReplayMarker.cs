using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// The bookkeeping of a replay: a record without key and value, on the dead letter's own partition and so kept at least as long as it.
/// One is written before a record is put back and one after it; whoever finds only the first looks where it says.
/// </summary>
/// <param name="Of">The dead letter's offset.</param>
/// <param name="SourceEnd">Before: where the source partition ended, so that what is put back is at this offset or above. After: null.</param>
internal sealed record ReplayMarker(long Of, long? SourceEnd)
{
    private const string OfHeader = "dlq-replay-of";
    private const string SourceEndHeader = "dlq-replay-source-end";
    private const string TimeHeader = "dlq-replay-time";

    /// <summary>Null for a dead letter. Its record may have had headers of any name; that it has a reason is what tells it.</summary>
    public static ReplayMarker? Read(Headers? headers) =>
        HeaderText.Of(headers, DeadLetterHeaders.Reason) is null
        && long.TryParse(HeaderText.Of(headers, OfHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var of)
            ? new ReplayMarker(of, long.TryParse(HeaderText.Of(headers, SourceEndHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var end) ? end : null)
            : null;

    public Headers ToHeaders(DateTimeOffset now)
    {
        var headers = new Headers { { OfHeader, Text(Of) }, { TimeHeader, Encoding.UTF8.GetBytes(now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)) } };
        if (SourceEnd is { } end)
        {
            headers.Add(SourceEndHeader, Text(end));
        }

        return headers;
    }

    private static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
