using k8s.Models;
using Microsoft.Extensions.Configuration;

namespace RmsActors.Kubernetes.Tests;

/// <summary>The variables that a pod's first container gets, as Kubernetes composes them, and the settings that the product reads from them.</summary>
internal static class PodEnvironment
{

    private const string FirstPod = "rms-0";

    /// <summary>Later sources win over earlier ones, and <c>env</c> over <c>envFrom</c>; <c>$(NAME)</c> is what stands above it.</summary>
    /// <param name="pod">The pod's name; the first node's unless said.</param>
    public static IReadOnlyDictionary<string, string> Of(Overlay overlay, V1PodTemplateSpec template, string pod = FirstPod)
    {
        var container = template.Spec.Containers[0];
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (container.EnvFrom ?? []).SelectMany(source => Of(overlay, source)))
        {
            variables[name] = value;
        }

        foreach (var variable in container.Env ?? [])
        {
            variables[variable.Name] = variable.ValueFrom is { } source
                ? Of(overlay, source, pod)
                : variables.Aggregate(variable.Value, (text, known) => text.Replace($"$({known.Key})", known.Value, StringComparison.Ordinal));
        }

        return variables;
    }

    /// <summary>What the product reads, from mounted files and from variables: nested keys, without the prefix.</summary>
    /// <param name="also">Settings that win over the pod's.</param>
    public static IConfigurationRoot Settings(Overlay overlay, V1PodTemplateSpec template, params IEnumerable<KeyValuePair<string, string?>> also)
    {
        var variables = Of(overlay, template);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(MountedSettings.Of(overlay, template, variables.GetValueOrDefault(Cli.CommandLine.Settings.SecretsVariable)).Select(file => Nested(file.Key, file.Value)))
            .AddInMemoryCollection(variables
                .Where(variable => variable.Key.StartsWith(Cli.CommandLine.Settings.EnvironmentPrefix, StringComparison.Ordinal))
                .Select(variable => Nested(variable.Key[Cli.CommandLine.Settings.EnvironmentPrefix.Length..], variable.Value)))
            .AddInMemoryCollection(also)
            .Build();
    }

    private static KeyValuePair<string, string?> Nested(string name, string value) => new(name.Replace("__", ":", StringComparison.Ordinal), value);

    private static IEnumerable<KeyValuePair<string, string>> Of(Overlay overlay, V1EnvFromSource source) =>
        overlay.All<V1ConfigMap>().Single(candidate => candidate.Name() == source.ConfigMapRef.Name).Data;

    private static string Of(Overlay overlay, V1EnvVarSource source, string pod) => source switch
    {
        { FieldRef.FieldPath: "metadata.name" } => pod,
        { FieldRef.FieldPath: "metadata.namespace" } => overlay.All<V1Namespace>().Single().Name(),
        _ => throw new NotSupportedException("No pod takes a variable from there."),
    };
}
