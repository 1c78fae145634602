using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

/// <summary>The image: its properties as the SDK reads them, and what comes out on a base that stands in for the real one.</summary>
[Collection(nameof(Publish))]
public sealed class ImageTests(Publish publish)
{
    [Fact]
    public async Task The_base_has_neither_shell_nor_root_and_the_tag_is_the_builds_version()
    {
        var image = await PropertiesAsync();
        image["ContainerRepository"].ShouldBe("rms-actors");
        image["ContainerImageTag"].ShouldBe(image["Version"]);
        // Chiseled: no shell, no package manager; and no ICU, which invariant globalization does without.
        image["ContainerBaseImage"].ShouldEndWith("/dotnet/aspnet:10.0-noble-chiseled");
        image["InvariantGlobalization"].ShouldBe("true");
        image["ContainerUser"].ShouldBe("1654");
        image["ContainerRuntimeIdentifier"].ShouldBe("linux-x64");
        (await PropertiesAsync("-p:Version=7.8.9"))["ContainerImageTag"].ShouldBe("7.8.9");
    }

    [SkippableFact]
    public async Task The_manifests_name_the_image_that_is_built_and_its_user()
    {
        var image = await PropertiesAsync();
        var production = Overlay.Render("production");
        foreach (var (name, template) in production.Pods())
        {
            template.Spec.Containers[0].Image.ShouldEndWith($"/{image["ContainerRepository"]}:{image["Version"]}", Case.Sensitive, name);
            $"{template.Spec.SecurityContext.RunAsUser}".ShouldBe(image["ContainerUser"], name);
        }
    }

    [Fact]
    public async Task It_holds_the_executable_whose_arguments_are_the_role_and_the_list_of_its_packages()
    {
        await using var registry = await StandInRegistry.StartAsync();
        await publish.RunAsync("-t:PublishContainer", $"-p:ContainerBaseImage={registry.BaseImage}", $"-p:ContainerArchiveOutputPath={publish["image.tar"]}");
        TarFile.ExtractToDirectory(publish["image.tar"], Directory.CreateDirectory(publish["image"]).FullName, overwriteFiles: true);

        var image = Read(Path.Combine(publish["image"], "manifest.json"))[0];
        image.GetProperty("RepoTags").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe($"rms-actors:{Publish.Version}");
        var config = Read(Path.Combine(publish["image"], image.GetProperty("Config").GetString()!)).GetProperty("config");
        config.GetProperty("User").GetString().ShouldBe("1654");
        config.GetProperty("WorkingDir").GetString().ShouldBe("/app/");
        config.GetProperty("Entrypoint").EnumerateArray().Select(part => part.GetString()).ShouldBe(["dotnet", "/app/rms.dll"]);
        config.TryGetProperty("Cmd", out _).ShouldBeFalse();
        config.GetProperty("Labels").GetProperty("org.opencontainers.image.version").GetString().ShouldBe(Publish.Version);

        var layers = image.GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()!).ToList();
        layers.Count.ShouldBe(2);
        await using (var layer = new GZipStream(File.OpenRead(Path.Combine(publish["image"], layers[1])), CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(layer, Directory.CreateDirectory(publish["layer"]).FullName, overwriteFiles: true);
        }

        var app = Path.Combine(publish["layer"], "app");
        foreach (var file in (string[])["rms.dll", "appsettings.json", "sbom.cdx.json", "centos8-librdkafka.so", "libe_sqlite3.so"])
        {
            File.Exists(Path.Combine(app, file)).ShouldBeTrue(file);
        }

        // The runtime is the base's.
        File.Exists(Path.Combine(app, "libcoreclr.so")).ShouldBeFalse();
        // Whoever is not root may start it.
        (await OutputAsync("stat", "-c", "%A", Path.Combine(app, "rms"))).TrimEnd().ShouldEndWith("x");
        (await OutputAsync(Path.Combine(app, "rms"), "migrate", "--help")).ShouldContain("--runtime-role");
    }

    private static async Task<IReadOnlyDictionary<string, string>> PropertiesAsync(params string[] also)
    {
        string[] names = ["ContainerRepository", "ContainerImageTag", "ContainerBaseImage", "ContainerUser", "ContainerRuntimeIdentifier", "InvariantGlobalization", "Version"];
        var output = await OutputAsync("dotnet", ["msbuild", Publish.Project(), .. names.Select(name => $"-getProperty:{name}"), "-nodeReuse:false", .. also]);
        return JsonDocument.Parse(output).RootElement.GetProperty("Properties").EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal);
    }

    private static async Task<string> OutputAsync(string file, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
        return output;
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}
