using System.Diagnostics;
using System.Text.Json;

namespace RmsActors.Kubernetes.Tests;

/// <summary>A machine without .NET: what is published brings all that it needs, and a list of it.</summary>
[Collection(nameof(Publish))]
public sealed class SelfContainedTests(Publish publish)
{
    [Fact]
    public async Task It_runs_from_an_empty_folder_with_a_list_of_what_it_is_made_of()
    {
        Directory.CreateDirectory(publish["empty"]);
        await publish.RunAsync("--self-contained", "-o", publish.Output);
        var (code, output) = await RunAsync("--help");
        code.ShouldBe(0, output);
        output.ShouldContain("migrate");
        ThePackagesAreListed();

        // Broker, stores and every role: librdkafka, SQLite, HTTP, Akka.
        await using var roles = new Roles(Start);
        var kafka = await roles.RunAsync("kafka");
        string[] common = ["--kafka", kafka, "--kafka-embedded", "--data", publish["data"], "--http", "127.0.0.1:0"];
        var payments = await roles.RunAsync(["payments", .. common]);
        await roles.RunAsync(["antifraud", .. common]);
        await roles.RunAsync(["kyc", .. common]);
        await roles.RunAsync(["node", .. common, "--port", "0", "--set", "Management:Port=0"]);
        (code, output) = await RunAsync("submit", "--url", payments, "--id", "p1", "--wallet", "unknown", "--amount", "10", "--wait");
        code.ShouldBe(0, output);
        output.ShouldMatch("Approved|Declined");

        var loaded = roles.Loaded();
        loaded.ShouldContain(file => file.EndsWith("/libcoreclr.so", StringComparison.Ordinal));
        loaded.ShouldContain(file => file.EndsWith("librdkafka.so", StringComparison.Ordinal));
        loaded.ShouldContain(file => file.EndsWith("/libe_sqlite3.so", StringComparison.Ordinal));
        // Of the system no more than the C and C++ libraries and OpenSSL, which the chiseled images have as well.
        loaded.Where(file => !file.StartsWith(publish.Output, StringComparison.Ordinal)).Select(file => Path.GetFileName(file).Split(".so")[0]).Distinct().ShouldBeSubsetOf(
            ["libc", "libm", "libdl", "librt", "libpthread", "libgcc_s", "libstdc++", "libcrypto", "libssl", "ld-linux-x86-64"]);
    }

    private void ThePackagesAreListed()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(Path.Combine(publish.Output, "sbom.cdx.json")));
        list.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        var listed = list.RootElement.GetProperty("components").EnumerateArray().ToDictionary(part => $"{part.GetProperty("name")}/{part.GetProperty("version")}", StringComparer.OrdinalIgnoreCase);
        listed.Values.ShouldAllBe(part => part.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length == 128);

        // What the runtime itself reads, to find the files of packages.
        using var needed = JsonDocument.Parse(File.ReadAllText(Path.Combine(publish.Output, "rms.deps.json")));
        var files = needed.RootElement.GetProperty("targets").EnumerateObject().Last().Value.EnumerateObject()
            .Where(library => ((string[])["runtime", "native", "runtimeTargets"]).Any(kind => library.Value.TryGetProperty(kind, out _)))
            .Select(library => library.Name)
            .Where(name => needed.RootElement.GetProperty("libraries").GetProperty(name).GetProperty("type").GetString() is "package" or "runtimepack")
            .Select(name => name.Replace("runtimepack.", "", StringComparison.Ordinal));
        listed.Keys.Select(name => name.ToUpperInvariant()).ShouldBe(files.Select(name => name.ToUpperInvariant()), ignoreOrder: true);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var rms = Start(arguments);
        var error = rms.StandardError.ReadToEndAsync();
        var output = await rms.StandardOutput.ReadToEndAsync();
        await rms.WaitForExitAsync();
        return (rms.ExitCode, output + await error);
    }

    // No variable of this machine's, .NET's among them, and nothing to be found by name.
    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(publish.Output, "rms"), arguments) { WorkingDirectory = publish["empty"], RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = publish["empty"];
        start.Environment["HOME"] = publish["empty"];
        return Process.Start(start)!;
    }
}
