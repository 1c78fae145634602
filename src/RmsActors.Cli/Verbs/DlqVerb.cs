using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Dlq;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms dlq list|show|replay</c>: what was dead-lettered, why, and putting it back.</summary>
internal static class DlqVerb
{
    /// <param name="standardOutput">Where <c>show --raw</c> writes bytes; the process's own unless said.</param>
    public static Command Create(Func<Stream>? standardOutput = null) => new("dlq", "Shows the dead letters, and puts them back once what was wrong is mended.")
    {
        List(),
        Show(standardOutput ?? Console.OpenStandardOutput),
        Replay(),
    };

    private static Command List()
    {
        var topic = OptionOf.Text("--topic", "TOPIC", "Only this topic's, with or without .DLQ (default all).");
        var json = new Option<bool>("--json") { Description = "As JSON, with nothing shortened." };
        var command = new Command("list", "Lists the dead letters: where each is, where it came from and why, and whether it was put back.") { topic, json };
        return WithKafka(command, async (kafka, parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            using var shelf = await DeadLetterShelf.OpenAsync(kafka, DeadLetterShelf.TopicsNamed("--topic", parsed.GetValue(topic)), cancel);
            var rows = shelf.Letters(cancel)
                .Select(letter => DeadLetterRow.Of(letter) with { Replayed = shelf.Markers.StateOf(letter.TopicPartitionOffset) })
                .OrderBy(row => row.Topic, StringComparer.Ordinal).ThenBy(row => row.Partition).ThenBy(row => row.Offset)
                .ToList();
            if (parsed.GetValue(json))
            {
                await DeadLetterList.WriteJsonAsync(output, rows);
            }
            else if (rows.Count == 0)
            {
                await output.WriteLineAsync("There are no dead letters.");
            }
            else
            {
                DeadLetterList.WriteTable(output, rows);
            }

            return ExitCode.Success;
        });
    }

    private static Command Show(Func<Stream> standardOutput)
    {
        var address = new DeadLetterAddress(required: true);
        var raw = new Option<bool>("--raw") { Description = "The value's bytes alone, as they are." };
        var command = new Command("show", "Shows one dead letter: headers, reason, and the value as text or else in hexadecimal.") { raw };
        return WithKafka(With(command, address), async (kafka, parsed, cancel) =>
        {
            var at = address.Read(parsed)!;
            using var shelf = await DeadLetterShelf.OpenAsync(kafka, [at.Topic], cancel);
            var letter = shelf.Letter(at, cancel);
            if (parsed.GetValue(raw))
            {
                await using var bytes = standardOutput();
                await bytes.WriteAsync(letter.Message.Value ?? [], cancel);
            }
            else
            {
                DeadLetterText.Write(parsed.InvocationConfiguration.Output, letter, shelf.Markers.StateOf(at));
            }

            return ExitCode.Success;
        });
    }

    private static Command Replay()
    {
        var address = new DeadLetterAddress(required: false);
        var all = new Option<bool>("--all") { Description = "Every dead letter that the other options name." };
        var topic = OptionOf.Text("--topic", "TOPIC", "With --all: only this topic's, with or without .DLQ.");
        var reason = OptionOf.Text("--reason", "TEXT", "With --all: only those whose reason contains this text.");
        var payment = OptionOf.Text("--payment", "ID", "With --all: only those of this payment.");
        var command = new Command("replay", "Puts dead letters back where they came from, each once however often this is run.") { all, topic, reason, payment };
        return WithKafka(With(command, address), async (kafka, parsed, cancel) =>
        {
            var at = address.Read(parsed);
            var filters = parsed.GetValue(topic) is not null || parsed.GetValue(reason) is not null || parsed.GetValue(payment) is not null;
            if ((at is null) != parsed.GetValue(all) || (at is not null && filters))
            {
                throw new OptionsException("expected TOPIC PARTITION OFFSET, or --all with or without --topic, --reason and --payment");
            }

            using var shelf = await DeadLetterShelf.OpenAsync(kafka, at is null ? DeadLetterShelf.TopicsNamed("--topic", parsed.GetValue(topic)) : [at.Topic], cancel);
            var letters = at is not null ? [shelf.Letter(at, cancel)] : shelf.Letters(cancel).Where(letter =>
            {
                var row = DeadLetterRow.Of(letter);
                return (parsed.GetValue(reason) is not { } text || row.Reason?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
                    && (parsed.GetValue(payment) is not { } id || row.Payment == id);
            });
            return await ReplayRun.RunAsync(kafka, letters, shelf.Markers, parsed.InvocationConfiguration, cancel);
        });
    }

    private static Command With(Command command, DeadLetterAddress address)
    {
        foreach (var argument in address.Arguments)
        {
            command.Add(argument);
        }

        return command;
    }

    private static Command WithKafka(Command command, Func<KafkaOptions, ParseResult, CancellationToken, Task<int>> run)
    {
        SettingOption[] settings = [CommonSettings.Kafka(), CommonSettings.KafkaEmbedded(), CommonSettings.Set()];
        foreach (var setting in settings)
        {
            command.Add(setting.Option);
        }

        command.SetAction((parsed, cancel) => run(
            ValidatedOptions.Read<KafkaOptions>(Settings.Read(settings.SelectMany(setting => setting.Read(parsed))), KafkaOptions.Section), parsed, cancel));
        return command;
    }
}
