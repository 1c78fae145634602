using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.Inspection;
using Spectre.Console;

namespace RmsActors.Cli.Inspect;

/// <summary>Answers as tables for a person, or JSON for a program.</summary>
internal static class Show
{
    /// <summary>What stands where there is nothing.</summary>
    public const string Nothing = "-";

    private const int Unbroken = 10_000;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "As JSON, with nothing shortened." };

    /// <summary>Shows an answer, and what it lacks on standard error.</summary>
    /// <returns>The exit code: a failure where something is lacking.</returns>
    public static async Task<int> AnswerAsync<T>(ParseResult parsed, Option<bool> json, NodeReply<T> reply, Action<T, TextWriter> asText)
        where T : InspectionView
    {
        await ValueAsync(parsed, json, reply, asText);
        foreach (var problem in reply.Value.Problems)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Line(problem));
        }

        return reply.Value.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>Shows an answer that is always whole.</summary>
    public static async Task ValueAsync<T>(ParseResult parsed, Option<bool> json, NodeReply<T> reply, Action<T, TextWriter> asText)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(reply.Json, Indented));
        }
        else
        {
            asText(reply.Value, output);
        }
    }

    /// <summary>A table without lines; numbers to the right.</summary>
    public static void Table(TextWriter output, string[] columns, IEnumerable<string?[]> rows, params int[] numbers)
    {
        var table = new Table().NoBorder();
        foreach (var (at, name) in columns.Index())
        {
            var column = new TableColumn(name).NoWrap().PadLeft(0).PadRight(2);
            table.AddColumn(numbers.Contains(at) ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Line(cell ?? Nothing))));
        }

        Write(output, table);
    }

    /// <summary>Names and values, a line each.</summary>
    public static void List(TextWriter output, params (string Name, string? Value)[] rows)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2)).AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(0));
        foreach (var (name, value) in rows)
        {
            grid.AddRow(new Text(name), new Text(Line(value ?? Nothing)));
        }

        Write(output, grid);
    }

    /// <summary>Anything that Spectre.Console draws, as plain text.</summary>
    public static void Write(TextWriter output, Spectre.Console.Rendering.IRenderable what)
    {
        // Wide enough for any row: what is broken into several lines cannot be searched or copied.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Unbroken;
        console.Write(what);
    }

    public static string? Whole(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string? Seconds(double? seconds) => seconds is { } length ? length.ToString("0.0", CultureInfo.InvariantCulture) + " s" : null;

    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The part of a node's address that differs between nodes.</summary>
    public static string? Node(string? address) => address is null ? null : address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];

    // Long texts are cut by Shown; addresses and reasons are longer than its fields.
    private static string Line(string text) => string.Concat(text.Chunk(80).Select(part => Shown.Of(new string(part))));
}
