using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RmsActors.Hosting.Csv;
using RmsActors.Kafka;
using Spectre.Console;

namespace RmsActors.Cli.Dlq;

/// <summary>Dead letters, a line each for a person, or JSON for a program.</summary>
internal static class DeadLetterList
{
    private const int Unbroken = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Task WriteJsonAsync(TextWriter output, IEnumerable<DeadLetterRow> rows) => output.WriteLineAsync(JsonSerializer.Serialize(rows, Json));

    public static void WriteTable(TextWriter output, IReadOnlyList<DeadLetterRow> rows)
    {
        var table = new Table().NoBorder();
        foreach (var name in (string[])["topic", "partition", "offset", "time", "came from", "payment or key", "bytes", "replayed", "reason"])
        {
            table.AddColumn(new TableColumn(name).NoWrap().PadLeft(0).PadRight(2));
        }

        foreach (var row in rows)
        {
            table.AddRow(Cells(row).Select(cell => new Text(cell)));
        }

        // Wide enough for any row: what is broken into several lines cannot be searched or copied.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Unbroken;
        console.Write(table);
    }

    public static string Source(DeadLetterSource? source) =>
        source is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Shown.Of(source.Topic)} {source.Partition} {source.Offset}");

    public static string Replayed(ReplayState state) => state switch
    {
        ReplayState.Done => "yes",
        ReplayState.Begun => "unfinished",
        _ => "no",
    };

    private static IEnumerable<string> Cells(DeadLetterRow row) =>
    [
        row.Topic, Whole(row.Partition), Whole(row.Offset), Shown.Of(row.Time ?? "-"), Source(row.Source), Shown.Of(row.Payment ?? "-"),
        row.Bytes is { } bytes ? Whole(bytes) : "null", Replayed(row.Replayed), Shown.Of(row.Reason ?? "-"),
    ];

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
