using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RmsActors.Testing;

/// <summary>
/// A PostgreSQL server of this process alone, in a temporary folder, on loopback, with the durability of a real one. It can be made
/// to crash and to hang.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Installed = "/usr/lib/postgresql";
    private const int Attempts = 3;
    private static readonly TimeSpan RestartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenRestarts = TimeSpan.FromSeconds(1);

    // The shell outlives neither the cluster nor this process: it waits for the end of its input, which comes when this process
    // ends in whatever way, and then stops the server and removes the folder. initdb alone is spared the disk's flushes.
    // A Ctrl-C in the terminal reaches the shell too, and must not keep it from tidying up.
    private const string Script = """
        trap '' INT TERM HUP
        bin=$1 port=$2 also=$3 settings=$4
        dir=$(mktemp -d /tmp/rms-postgres-XXXXXX) || exit 1
        trap 'postmaster=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) && kill -CONT $postmaster $(pgrep -P $postmaster) 2>/dev/null; "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
        "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$dir/log" 2>&1 &&
        { [ -z "$also" ] || echo "host all all samenet trust" >>"$dir/data/pg_hba.conf"; } &&
        "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 \
            -o "-c listen_addresses=127.0.0.1${also:+,$also} -c port=$port -c unix_socket_directories=$dir -c max_connections=300 -c shared_buffers=32MB $settings" start >/dev/null 2>&1 ||
        { tail -n 5 "$dir/log" | tr '\n' ' '; echo; exit 1; }
        echo "ready $dir/data"
        cat >/dev/null
        """;

    private const string Ready = "ready ";
    private readonly Process _keeper;
    private readonly string _binaries;

    private PostgresServer(Process keeper, string binaries, string data, int port)
    {
        (_keeper, _binaries, DataFolder, Port) = (keeper, binaries, data, port);
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true";

        // The input stays open for as long as this process lives; a debugger's end, or a test host's, closes it as well.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>To its maintenance database, as its superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Its port, on every address that it listens on.</summary>
    public int Port { get; }

    /// <summary>Where its files are, <c>postmaster.pid</c> among them; gone when it is disposed of.</summary>
    public string DataFolder { get; }

    /// <summary>Starts one; where that cannot be done, says why.</summary>
    /// <param name="alsoListenOn">An address of this machine besides 127.0.0.1, for clients in this machine's networks, such as those of network namespaces.</param>
    /// <param name="settings">Further settings of the server, as <c>-c name=value</c> each.</param>
    public static async Task<(PostgresServer? Server, string? Problem)> StartAsync(IPAddress? alsoListenOn = null, string settings = "")
    {
        if (Binaries() is not { } binaries)
        {
            return (null, $"no initdb and pg_ctl in {Installed}/*/bin");
        }

        var problem = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = FreePort();
            var keeper = Process.Start(Shell(binaries, port, alsoListenOn, settings))!;
            var answer = await keeper.StandardOutput.ReadLineAsync();
            if (answer?.StartsWith(Ready, StringComparison.Ordinal) == true)
            {
                return (new PostgresServer(keeper, binaries, answer[Ready.Length..], port), null);
            }

            // Somebody may have taken the port meanwhile.
            problem = $"{binaries}: {answer ?? "the cluster did not start"} {await keeper.StandardError.ReadToEndAsync()}".Trim();
            keeper.Dispose();
        }

        return (null, problem);
    }

    /// <summary>Crashes it, without a checkpoint, and starts it again, as often as that takes; ends once it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It could not be started within a minute.</exception>
    public async Task RestartImmediatelyAsync()
    {
        string[] command = [.. Account, Path.Combine(_binaries, "pg_ctl"), "-D", DataFolder, "-m", "immediate", "-w", "-s", "restart", "-l", Path.Combine(DataFolder, "restart.log")];
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var restart = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" })!;
            await restart.WaitForExitAsync();
            if (restart.ExitCode == 0)
            {
                return;
            }

            // It cannot recover without room for its files, say.
            if (Stopwatch.GetElapsedTime(started) > RestartLimit)
            {
                throw new InvalidOperationException($"pg_ctl restart ended with {restart.ExitCode}; see {DataFolder}/restart.log");
            }

            await Task.Delay(BetweenRestarts);
        }
    }

    /// <summary>Stops every process of it where it stands, until <see cref="Thaw"/>.</summary>
    /// <returns>Whether it was running.</returns>
    public bool Freeze() => Signal("STOP");

    /// <summary>Lets them go on.</summary>
    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        Thaw();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private void Stop()
    {
        try
        {
            _keeper.StandardInput.Close();
            _keeper.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (InvalidOperationException)
        {
            // It was disposed of before.
        }
    }

    // The postmaster first, so that it starts no backend more.
    private bool Signal(string name)
    {
        string postmaster;
        try
        {
            postmaster = File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).FirstOrDefault("");
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        if (postmaster.Length == 0)
        {
            return false;
        }

        using var kill = Process.Start("sh", ["-c", $"kill -{name} {postmaster} $(pgrep -P {postmaster}) 2>/dev/null"]);
        kill.WaitForExit();
        return true;
    }

    // The server refuses to run as root.
    private static string[] Account => Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : ["env"];

    private static ProcessStartInfo Shell(string binaries, int port, IPAddress? alsoListenOn, string settings)
    {
        // The folder of the tests may be closed to the server's account, so it starts at the top.
        return new ProcessStartInfo(Account[0], [.. Account[1..], "sh", "-c", Script, "sh", binaries, port.ToString(CultureInfo.InvariantCulture), alsoListenOn?.ToString() ?? "", settings])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static string? Binaries() =>
        !Directory.Exists(Installed)
            ? null
            : Directory.EnumerateDirectories(Installed)
                .Where(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out _))
                .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
                .Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "pg_ctl")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
