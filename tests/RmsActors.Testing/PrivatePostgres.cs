using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RmsActors.Testing;

/// <summary>A PostgreSQL cluster of this test process alone, in a temporary folder, on loopback, with the durability of a real one.</summary>
internal static class PrivatePostgres
{
    private const string Installed = "/usr/lib/postgresql";
    private const int Attempts = 3;

    // The shell outlives neither the cluster nor this process: it waits for the end of its input, which comes when this process
    // ends in whatever way, and then stops the server and removes the folder. initdb alone is spared the disk's flushes.
    // A Ctrl-C in the terminal reaches the shell too, and must not keep it from tidying up.
    private const string Script = """
        trap '' INT TERM HUP
        bin=$1 port=$2
        dir=$(mktemp -d /tmp/rms-postgres-XXXXXX) || exit 1
        trap '"$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
        "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$dir/log" 2>&1 &&
        "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 \
            -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c max_connections=300 -c shared_buffers=32MB" start >/dev/null 2>&1 ||
        { tail -n 5 "$dir/log" | tr '\n' ' '; echo; exit 1; }
        echo ready
        cat >/dev/null
        """;

    // Kept so that its input stays open for as long as this process lives.
    private static Process? _keeper;

    /// <summary>Starts it; where that cannot be done, says why.</summary>
    public static async Task<(string? Server, string? Problem)> StartAsync()
    {
        if (Binaries() is not { } binaries)
        {
            return (null, $"no initdb and pg_ctl in {Installed}/*/bin");
        }

        var problem = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = FreePort();
            var keeper = Process.Start(Shell(binaries, port))!;
            var answer = await keeper.StandardOutput.ReadLineAsync();
            if (answer == "ready")
            {
                _keeper = keeper;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
                return ($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true", null);
            }

            // Somebody may have taken the port meanwhile.
            problem = $"{binaries}: {answer ?? "the cluster did not start"} {await keeper.StandardError.ReadToEndAsync()}".Trim();
            keeper.Dispose();
        }

        return (null, problem);
    }

    private static ProcessStartInfo Shell(string binaries, int port)
    {
        // The server refuses to run as root. The folder of the tests may be closed to its account, so it starts at the top.
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", "sh"] : ["sh"];
        return new ProcessStartInfo(command[0], [.. command[1..], "-c", Script, "sh", binaries, port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static void Stop()
    {
        _keeper!.StandardInput.Close();
        _keeper.WaitForExit(TimeSpan.FromSeconds(10));
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
