using System.Diagnostics;
using System.Runtime.InteropServices;
using RmsActors.Hosting;

namespace RmsActors.Cli.Demo;

/// <summary>A verb of this executable as a process of its own; all that it writes goes to a log file.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int LastLines = 15;
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    private readonly Process _process;
    private readonly ChildLog _log;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Child(string name, Process process, ChildLog log)
    {
        (Name, _process, _log, Id) = (name, process, log, process.Id);
        Exited = ExitAsync();
    }

    public string Name { get; }

    /// <summary>Its process id, also after it has ended.</summary>
    public int Id { get; }

    /// <summary>Its address, once it can do its work; faults with <see cref="ChildFailedException"/> when it ends before.</summary>
    public Task<string> Ready => _ready.Task;

    /// <summary>Its exit code, once it has ended. A signal gives 128 and the signal's number.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last lines that it wrote.</summary>
    public string End => _log.End;

    /// <summary>Starts it. It ends with this process, however this one ends.</summary>
    /// <param name="name">Names the log file, such as <c>node-1</c>.</param>
    /// <param name="arguments">The verb and its options.</param>
    /// <param name="environment">Settings that are not for the process list to show.</param>
    /// <param name="logs">The folder of the log file.</param>
    /// <param name="launcher">A program and its arguments that start it and become it; none: it is started as it is.</param>
    public static Child Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string logs, IReadOnlyList<string>? launcher = null)
    {
        var executable = Environment.ProcessPath!;
        string[] command = [.. launcher ?? [], executable];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Run as "dotnet rms.dll", the executable is dotnet itself.
        if (Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "rms.dll"));
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        start.Environment[ParentProcess.Variable] = "1";
        var log = new ChildLog(Path.Combine(logs, name + ".log"), LastLines);
        return new Child(name, Process.Start(start)!, log);
    }

    /// <summary>Asks it to end.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else
        {
            Send(Sigterm);
        }
    }

    /// <summary>Stops it where it stands, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Send(Sigstop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Send(Sigcont);

    /// <summary>Writes a line to its standard input; a child that has ended hears nothing.</summary>
    public async Task TellAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // Its end of the pipe is closed, or it has been disposed of: it ends, or has ended.
        }
    }

    /// <summary>Closes the pipe that tells it that this process lives.</summary>
    public void LetGo() => _process.StandardInput.Close();

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        _process.Dispose();
    }

    private async Task<int> ExitAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError), _process.WaitForExitAsync());
        await _log.DisposeAsync();
        var code = _process.ExitCode;
        _ready.TrySetException(new ChildFailedException(Name, code, _log));

        // Nobody may be waiting for it any more.
        _ = _ready.Task.Exception;
        return code;
    }

    private async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            _log.Write(line);
            if (line.StartsWith("ready ", StringComparison.Ordinal) && line.Split(' ') is [_, _, var address])
            {
                _ready.TrySetResult(address);
            }
        }
    }

    private void Send(int signal)
    {
        if (!Exited.IsCompleted)
        {
            _ = SendSignal(Id, signal);
        }
    }

    // .NET has no call for it.
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}

/// <summary>A child ended before it could do its work.</summary>
internal sealed class ChildFailedException(string name, int exitCode, ChildLog log)
    : Exception($"{name} ended with exit code {exitCode}. The end of its log, {log.Path}:{Environment.NewLine}{log.End}")
{
    public int ExitCode => exitCode;
}
