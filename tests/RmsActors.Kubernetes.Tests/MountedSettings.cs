using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

/// <summary>The settings that a pod finds as files, by the files' names.</summary>
internal static class MountedSettings
{
    /// <summary>Those in a folder; none where it is null.</summary>
    public static IReadOnlyDictionary<string, string> Of(Overlay overlay, V1PodTemplateSpec template, string? folder)
    {
        if (folder is null)
        {
            return new Dictionary<string, string>();
        }

        var mount = template.Spec.Containers[0].VolumeMounts.Where(mount => mount.MountPath == folder).ShouldHaveSingleItem(folder);
        return SourcesOf(template, mount.Name).SelectMany(source => FilesOf(overlay, source)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The Secrets that a volume is made of.</summary>
    public static IReadOnlyList<V1SecretProjection> SourcesOf(V1PodTemplateSpec template, string volume) =>
        [.. template.Spec.Volumes.Single(candidate => candidate.Name == volume).Projected.Sources.Select(source => source.Secret)];

    private static IEnumerable<KeyValuePair<string, string>> FilesOf(Overlay overlay, V1SecretProjection source)
    {
        var made = overlay.All<V1Secret>().SingleOrDefault(secret => secret.Name() == source.Name)?.StringData;
        // Where the secret is made by others, something of its form.
        return source.Items is { } items
            ? items.Select(item => KeyValuePair.Create(item.Path, made?[item.Key] ?? "Host=elsewhere;Username=somebody"))
            : made ?? new Dictionary<string, string>();
    }
}
