using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace RmsActors.Kubernetes.Tests;

/// <summary>
/// Publishes the executable as a release does: in locked mode, so that it is made of nothing but what the lock files list. What is built in
/// between is kept apart from the working tree's, which other tests may be building, and serves whatever else is published of it.
/// </summary>
public sealed class Publish : IDisposable
{
    /// <summary>Of all that is published here.</summary>
    public const string Version = "7.8.9";

    private readonly string _folder = Directory.CreateTempSubdirectory("rms-publish-").FullName;

    public string Output => Path.Combine(_folder, "published");

    public string this[string name] => Path.Combine(_folder, name);

    public static string Project([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "RmsActors.Cli", "RmsActors.Cli.csproj");

    /// <exception cref="XunitException">It failed; with what the build said.</exception>
    public async Task RunAsync(params IEnumerable<string> arguments)
    {
        // The analyzers have seen it all when the tests were built.
        string[] all =
        [
            "publish", Project(), "-c", "Release", "-r", "linux-x64", $"-p:Version={Version}", "--artifacts-path", this["artifacts"],
            "-p:RestoreLockedMode=true", "-p:RunAnalyzers=false", "-nodeReuse:false", "-m:2", "-v", "q", .. arguments,
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = build.StandardError.ReadToEndAsync();
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0)
        {
            throw new XunitException($"dotnet {string.Join(' ', all)}\n{output}{await error}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Tests of what is published: one after the other, so that all but the last step is done once.</summary>
[CollectionDefinition(nameof(Publish))]
public sealed class PublishCollection : ICollectionFixture<Publish>;
