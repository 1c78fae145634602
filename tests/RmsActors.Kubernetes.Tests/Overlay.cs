using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Xunit.Sdk;

namespace RmsActors.Kubernetes.Tests;

/// <summary>An overlay as kubectl renders it, bound strictly to Kubernetes' own models.</summary>
public sealed class Overlay
{
    /// <summary>In CI: a machine without kubectl fails.</summary>
    private const string Required = "RMS_REQUIRE_KUBECTL";

    private static readonly string[] s_ofNodes = ["base/rms.yaml", "base/settings.yaml", "overlays/dev/namespace.yaml", "overlays/dev/secrets.yaml"];

    private Overlay(IReadOnlyList<object> objects) => Objects = objects;

    public IReadOnlyList<object> Objects { get; }

    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateDirectories(Folder("overlays")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Renders one of <see cref="Names"/>. Skips the test where there is no kubectl.</summary>
    public static Overlay Render(string name)
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", Folder(Path.Combine("overlays", name))]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var kubectl = Process.Start(start)!;
            var problem = kubectl.StandardError.ReadToEndAsync();
            var rendered = kubectl.StandardOutput.ReadToEnd();
            kubectl.WaitForExit();
            return kubectl.ExitCode == 0 ? new Overlay(Bind(rendered)) : throw new XunitException($"kubectl kustomize {name}: {problem.Result}");
        }
        catch (Win32Exception missing)
        {
            Assert.False(Environment.GetEnvironmentVariable(Required) == "1", $"{Required}=1, and there is no kubectl: {missing.Message}");
            Skip.If(true, $"No kubectl: {missing.Message}");
            throw;
        }
    }

    /// <summary>The nodes as <c>base</c> has them before anything is rendered, in the namespace and with the secrets of <c>dev</c>: needs no kubectl.</summary>
    public static Overlay Unrendered() =>
        new([.. s_ofNodes.SelectMany(file => Bind(File.ReadAllText(Folder(file))))]);

    /// <summary>Objects of Kubernetes' kinds, one a document; a kind or a member that it does not have is an error.</summary>
    public static IReadOnlyList<object> Bind(string documents) => KubernetesYaml.LoadAllFromString(documents, strict: true);

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    /// <summary>Every pod that would run, by the name of what makes it.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Template)> Pods() =>
    [
        .. All<V1Deployment>().Select(d => (d.Name(), d.Spec.Template)),
        .. All<V1StatefulSet>().Select(s => (s.Name(), s.Spec.Template)),
        .. All<V1Job>().Select(j => (j.Name(), j.Spec.Template)),
    ];

    /// <summary>Those of <see cref="Pods"/> that run this project's image until they are ended.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Template)> Roles() =>
        Pods().Where(pod => pod.Template.Spec.RestartPolicy is null && pod.Template.Spec.Containers[0].Image.Contains("rms-actors", StringComparison.Ordinal));

    private static string Folder(string below, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "k8s", below);
}
