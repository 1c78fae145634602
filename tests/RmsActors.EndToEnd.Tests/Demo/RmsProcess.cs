using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>The <c>rms</c> executable as a person runs it, and what it has written so far.</summary>
internal sealed class RmsProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly CancellationTokenSource _limit = new(Patience);

    private RmsProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Error => Text(_error);

    private static string Executable => Path.Combine(AppContext.BaseDirectory, "rms");

    public static RmsProcess Start(params IEnumerable<string> arguments) => StartProcess(Executable, arguments);

    /// <summary>With variables besides this process' own.</summary>
    public static RmsProcess StartWith(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) => StartProcess(Executable, arguments, environment);

    /// <summary>As a shell script does with <c>&amp;</c>: with Ctrl-C ignored.</summary>
    public static RmsProcess StartInBackground(params IEnumerable<string> arguments) =>
        StartProcess("/bin/sh", ["-c", "trap '' INT; exec \"$@\"", "sh", Executable, .. arguments]);

    private static RmsProcess StartProcess(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[variable] = value;
        }

        return new RmsProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(params IEnumerable<string> arguments) => RunWithAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs it to its end, with variables besides this process' own.</summary>
    public static async Task<(int Code, string Output, string Error)> RunWithAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        await using var rms = StartWith(environment, arguments);
        return (await rms.ExitAsync(), rms.Output, rms.Error);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(_limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends when it has written <paramref name="text"/>.</summary>
    public async Task WroteAsync(string text)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            _process.HasExited.ShouldBeFalse($"ended without writing '{text}':\n{Output}\n{Error}");
            await Task.Delay(20, _limit.Token);
        }
    }

    public void Signal(string name) => Signal(name, Id);

    public static void Signal(string name, int process) =>
        Process.Start("kill", ["-" + name, process.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>Its command line, as every user of the machine can read it.</summary>
    public string CommandLine => CommandLineOf(Id);

    /// <summary>Its child processes now, with their command lines.</summary>
    public IReadOnlyDictionary<int, string> Children() => Directory
        .EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0 && ParentOf(id) == Id)
        .ToDictionary(id => id, CommandLineOf);

    /// <summary>Ends when none of these processes runs any more.</summary>
    public async Task GoneAsync(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            while (ParentOf(id) is not null && StateOf(id) != "Z")
            {
                await Task.Delay(20, _limit.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // The children end with it.
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _limit.Dispose();
    }

    private static string CommandLineOf(int id) => Read($"/proc/{id}/cmdline").Replace('\0', ' ');

    private static int? ParentOf(int id) => StatOf(id) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : null;

    private static string? StateOf(int id) => StatOf(id)?[0];

    // After the name, which is in parentheses and may hold anything: state, parent, …
    private static string[]? StatOf(int id) => Read($"/proc/{id}/stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The process has ended.
            return "";
        }
    }

    // Null at the end of the stream.
    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
