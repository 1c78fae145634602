using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RmsActors.Kubernetes.Tests;

/// <summary>The image, by the properties that the SDK would build it from: base images are not pulled in a test.</summary>
public class ImageTests
{
    [Fact]
    public async Task One_image_without_shell_or_root_with_the_version_of_the_build()
    {
        string[] names = ["ContainerRepository", "ContainerImageTag", "ContainerBaseImage", "ContainerUser", "ContainerRuntimeIdentifier", "InvariantGlobalization", "Version"];
        var start = new ProcessStartInfo("dotnet", ["msbuild", Project(), .. names.Select(name => $"-getProperty:{name}"), "-nodeReuse:false"]) { RedirectStandardOutput = true };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        build.ExitCode.ShouldBe(0, output);
        var properties = JsonDocument.Parse(output).RootElement.GetProperty("Properties");

        Of("ContainerRepository").ShouldBe("rms-actors");
        Of("ContainerImageTag").ShouldBe(Of("Version"));
        // Chiseled: no shell, no package manager; and no ICU, which invariant globalization does without.
        Of("ContainerBaseImage").ShouldEndWith("/dotnet/aspnet:10.0-noble-chiseled");
        Of("InvariantGlobalization").ShouldBe("true");
        Of("ContainerUser").ShouldBe("1654");
        Of("ContainerRuntimeIdentifier").ShouldBe("linux-x64");

        string Of(string name) => properties.GetProperty(name).GetString()!;
    }

    private static string Project([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "RmsActors.Cli", "RmsActors.Cli.csproj");
}
