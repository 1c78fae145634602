using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

/// <summary>Pod Security Standard <c>restricted</c>, and what goes beyond it: a read-only root, no token, bounds on what a pod takes.</summary>
public class RestrictedPodTests
{
    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_namespace_enforces_it_and_everything_is_in_it(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var home = rendered.All<V1Namespace>().ShouldHaveSingleItem();
        home.Metadata.Labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");
        rendered.Objects.Cast<k8s.IKubernetesObject<V1ObjectMeta>>().Where(made => made is not V1Namespace).ShouldAllBe(made => made.Metadata.NamespaceProperty == home.Name());
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_pod_is_restricted(string overlay)
    {
        foreach (var (name, template) in Overlay.Render(overlay).Pods())
        {
            var pod = template.Spec;
            pod.SecurityContext.RunAsNonRoot.ShouldBe(true, name);
            (pod.SecurityContext.RunAsUser > 0).ShouldBeTrue(name);
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", name);
            pod.SecurityContext.Sysctls.ShouldBeNull(name);
            pod.AutomountServiceAccountToken.ShouldBe(false, name);
            (pod.HostNetwork is true || pod.HostPID is true || pod.HostIPC is true).ShouldBeFalse(name);
            // Of the kinds that restricted allows, those in use.
            (pod.Volumes ?? []).ShouldAllBe(volume => volume.Secret != null || volume.ConfigMap != null || volume.EmptyDir != null
                || (volume.Projected != null && volume.Projected.Sources.All(source => source.Secret != null)), name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_container_is_restricted(string overlay)
    {
        foreach (var (name, container) in Containers(overlay))
        {
            var security = container.SecurityContext;
            security.AllowPrivilegeEscalation.ShouldBe(false, name);
            security.ReadOnlyRootFilesystem.ShouldBe(true, name);
            security.Capabilities.Drop.ShouldBe(["ALL"], name);
            security.Capabilities.Add.ShouldBeNull(name);
            security.Privileged.ShouldNotBe(true, name);
            // The pod's own stand; none takes one back.
            (security.RunAsUser, security.RunAsNonRoot, security.SeccompProfile, security.ProcMount).ShouldBe((null, null, null, null), name);
            (container.Ports ?? []).ShouldAllBe(port => port.HostPort == null, name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_container_says_what_it_takes_and_takes_no_more(string overlay)
    {
        foreach (var (name, container) in Containers(overlay))
        {
            foreach (var resource in (string[])["cpu", "memory"])
            {
                container.Resources.Limits[resource].ToDecimal().ShouldBeGreaterThanOrEqualTo(container.Resources.Requests[resource].ToDecimal(), $"{name} {resource}");
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_service_account_has_no_token(string overlay) =>
        Overlay.Render(overlay).All<V1ServiceAccount>().ShouldHaveSingleItem().AutomountServiceAccountToken.ShouldBe(false);

    private static IEnumerable<(string Name, V1Container Container)> Containers(string overlay) =>
        Overlay.Render(overlay).Pods().SelectMany(pod => pod.Template.Spec.Containers.Concat(pod.Template.Spec.InitContainers ?? []).Select(container => ($"{pod.Name}/{container.Name}", container)));
}
