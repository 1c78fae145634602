using System.Text;
using CsCheck;
using RmsActors.Hosting.Csv;

namespace RmsActors.Hosting.Tests.Csv;

public sealed class CsvFileTests : IDisposable
{
    private static readonly string[] Columns = ["a", "b", "c"];

    // What breaks readers: quotes, separators, line ends, byte order marks, spaces, characters of two to four bytes, formulas.
    private static readonly Gen<string> Fields = Gen.OneOf(
        Gen.OneOf<string>("\"", "\"\"", ",", "\r", "\n", "\r\n", "a\r\nb", " x ", "", "\uFEFF", "=1+1", "-1", "💶", "é", "\t", "'", "\0", "\u2028", "#"),
        Gen.String[Gen.Char["ab\",\r\n é'"], 0, 8]);

    private static readonly Gen<string[]> Records = Fields.Array[Columns.Length];

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_is_written_is_read_again_whatever_it_is() =>
        Records.List[1, 5].Where(records => !IsBlank(records[^1])).Sample(
            records =>
            {
                CsvFile.Write(_file, Columns, records);
                Rows().Select(row => row.Fields).ShouldBe(records);
            },
            iter: 2_000,
            threads: 1);

    [Fact]
    public void Byte_order_mark_line_ends_quotes_and_the_order_of_columns_change_nothing_and_every_record_knows_its_line() =>
        Gen.Select(Records.List[1, 5], Gen.Bool, Gen.OneOf<string>("\n", "\r\n"), Gen.Bool, Gen.Bool, Gen.Shuffle(new[] { 0, 1, 2 })).Sample(
            (records, byteOrderMark, lineEnd, quoteAll, endLastLine, order) =>
            {
                var text = new StringBuilder(byteOrderMark ? "\uFEFF" : "").AppendJoin(',', order.Select(column => Columns[column]));
                var lines = new List<int>();
                foreach (var record in records)
                {
                    text.Append(lineEnd);
                    lines.Add(1 + text.ToString().Count(c => c == '\n'));
                    text.AppendJoin(',', order.Select(column => Written(record[column], quoteAll)));
                }

                File.WriteAllText(_file, text.Append(endLastLine ? lineEnd : "").ToString(), new UTF8Encoding(false));

                var rows = Rows();
                rows.Select(row => row.Fields).ShouldBe(records);
                rows.Select(row => row.Line).ShouldBe(lines);
            },
            iter: 2_000,
            threads: 1);

    [Theory]
    [InlineData("a,b,c\nx\"y,2,3\n", "line 2, column a: 'x\"y,2,3': expected a field with a quote in it to be in quotes, and that quote doubled")]
    [InlineData("a,b,c\n1, \"2\",3\n", "line 2, column b: ' \"2\",3': expected a field with a quote in it to be in quotes, and that quote doubled")]
    [InlineData("a,b,c\n1,\"2\"x,3\n", "line 2, column b: '\"2\"x,3': expected a comma or the end of the line after the closing quote")]
    [InlineData("a,b,c\n1,\"2\" ,3\n", "line 2, column b: '\"2\" ,3': expected a comma or the end of the line after the closing quote")]
    [InlineData("a,b,c\n1,2,\"3\n", "line 2, column c: '\"3': expected a closing quote before the end of the file")]
    [InlineData("a,b,c\n1,2,3\n1,2,\"3\n4,5,6\n", "line 3, column c: '\"3': expected a closing quote before the end of the file")]
    [InlineData("a,b,c\n1,2,3\r4,5,6\n", "line 2, column c: '3': expected a field with a carriage return in it to be in quotes, or the line to end in LF or CRLF")]
    [InlineData("a,b,c\n1,2\n", "line 2: 2 fields; expected 3: a,b,c")]
    [InlineData("c,b,a\n1,2,3,4\n", "line 2: 4 fields; expected 3: c,b,a")]
    [InlineData("a,b,c\n1,2,3\n\n1,2,3\n", "line 3: blank; expected a,b,c")]
    [InlineData("a,b,c\n", "nothing below the header on line 1; expected one record at least")]
    [InlineData("a,b,c", "nothing below the header on line 1; expected one record at least")]
    [InlineData("a,b,c\n\n", "nothing below the header on line 1; expected one record at least")]
    [InlineData("", "line 1: the file is empty; expected the header a,b,c")]
    [InlineData("\uFEFF", "line 1: the file is empty; expected the header a,b,c")]
    [InlineData("\na,b,c\n1,2,3\n", "line 1: '' is no column's name; expected the header a,b,c", "line 1: column a is missing; expected the header a,b,c", "line 1: column b is missing; expected the header a,b,c", "line 1: column c is missing; expected the header a,b,c")]
    [InlineData("a,b,C\n1,2,3\n", "line 1: 'C' is no column's name; expected the header a,b,c", "line 1: column c is missing; expected the header a,b,c")]
    [InlineData("a,b,c,b\n1,2,3,4\n", "line 1: column b is there more than once; expected the header a,b,c")]
    [InlineData("a,\"b\n1,2,3\n", "line 1: '\"b' is no column's name; expected the header a,b,c")]
    [InlineData("a;b;c\n1;2;3\n", "line 1: 'a;b;c' is no column's name; expected the header a,b,c", "line 1: column a is missing; expected the header a,b,c", "line 1: column b is missing; expected the header a,b,c", "line 1: column c is missing; expected the header a,b,c")]
    public void What_is_wrong_is_told_with_line_column_value_and_what_was_expected(string text, params string[] problems)
    {
        File.WriteAllText(_file, text, new UTF8Encoding(false));

        Should.Throw<InputException>(Rows).Message.ShouldBe(string.Join(Environment.NewLine, problems.Select(problem => $"{_file}: {problem}")));
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n\n")]
    [InlineData("a,b,c\r\n1,2,3\r\n\r\n\r\n")]
    public void Blank_lines_at_the_end_are_no_records(string text)
    {
        File.WriteAllText(_file, text);

        Rows().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC0, 0xAF)]
    [InlineData(0xED, 0xA0, 0x80)]
    [InlineData(0xF4, 0x90, 0x80, 0x80)]
    [InlineData(0xE2, 0x82)]
    public void Bytes_that_are_not_utf_8_are_a_bad_field_and_the_lines_behind_them_are_still_read(params int[] bytes)
    {
        File.WriteAllBytes(_file, [.. "a,b,c\n💶,é,\"x\ny\"\n1,<"u8, .. bytes.Select(b => (byte)b), .. ">,3\n4,5\n"u8]);

        var lines = Should.Throw<InputException>(Rows).BadLines;
        lines.Select(bad => bad.Line).ShouldBe([4, 5]);
        lines[0].Problems.ShouldHaveSingleItem().ShouldBe($"line 4, column b: '<{new string('\uFFFD', bytes.Length)}>': expected text in UTF-8");
    }

    [Fact]
    public void A_file_that_ends_within_a_character_is_bad()
    {
        File.WriteAllBytes(_file, [.. "a,b,c\n1,2,3"u8, 0xF0, 0x9F]);

        Should.Throw<InputException>(Rows).BadLines.Single().Line.ShouldBe(2);
    }

    [Fact]
    public void Twenty_bad_lines_are_told_in_full_and_the_others_counted()
    {
        File.WriteAllLines(_file, ["a,b,c", .. Enumerable.Range(0, 23).Select(_ => "-,-,")]);

        var bad = Should.Throw<InputException>(() => CsvFile.Read(_file, Columns, row =>
        {
            row.Bad("a", "more");
            row.Bad("c", "something");
            return row.Line;
        }));

        bad.BadLines.Count.ShouldBe(23);
        var message = bad.Message.Split(Environment.NewLine);
        message.Length.ShouldBe(41);
        message[39].ShouldBe($"{_file}: line 21, column c: '': expected something");
        message[40].ShouldBe($"{_file}: and 3 more bad lines");
    }

    [Fact]
    public void A_value_is_shown_on_one_line_and_not_at_any_length()
    {
        CsvFile.Write(_file, Columns, [["x\r\ny\u2028z\u202E", new string('n', 81), "💶"]]);

        var bad = Should.Throw<InputException>(() => CsvFile.Read(_file, Columns, row =>
        {
            Columns.ToList().ForEach(column => row.Bad(column, "less"));
            return row.Line;
        }));

        bad.BadLines.Single().Problems.ShouldBe(
        [
            @"line 2, column a: 'x\u000d\u000ay\u2028z\u202e': expected less",
            $"line 2, column b: '{new string('n', 80)}…': expected less",
            "line 2, column c: '💶': expected less",
        ]);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_named()
    {
        var absent = Path.Combine(Path.GetTempPath(), "no such folder", "payments.csv");
        Should.Throw<InputException>(() => CsvFile.Read(absent, Columns, row => row.Line)).Message.ShouldStartWith($"{absent}: cannot be read: ");
        Should.Throw<InputException>(() => CsvFile.Read(Path.GetTempPath(), Columns, row => row.Line)).Message.ShouldBe($"{Path.GetTempPath()}: cannot be read: it is a folder; expected a file");
        Should.Throw<InputException>(() => CsvFile.Read("", Columns, row => row.Line)).Message.ShouldStartWith(": cannot be read: ");
    }

    private IReadOnlyList<(int Line, string[] Fields)> Rows() =>
        CsvFile.Read(_file, Columns, row => (row.Line, Columns.Select(column => row[column]).ToArray()));

    private static bool IsBlank(string[] record) => record.All(field => field.Length == 0);

    private static string Written(string field, bool quote) =>
        quote || field.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
