using k8s;

namespace RmsActors.Kubernetes.Tests;

/// <summary>What the other tests rest on: what Kubernetes would not know is not read over.</summary>
public class StrictBindingTests
{
    [Fact]
    public void A_member_that_kubernetes_does_not_know_is_an_error() =>
        Should.Throw<Exception>(() => Overlay.Bind("apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIp: None}"))
            .ToString().ShouldContain("clusterIp");

    [Fact]
    public void So_is_a_member_deep_inside() =>
        Should.Throw<Exception>(() => Overlay.Bind(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {template: {spec: {containers: [{name: c, securityContext: {readonlyRootFilesystem: true}}]}}}"))
            .ToString().ShouldContain("readonlyRootFilesystem");

    [Fact]
    public void So_is_a_kind_or_a_version_of_it_that_there_is_not() =>
        Should.Throw<Exception>(() => Overlay.Bind("apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: p}"));

    [Fact]
    public void So_is_a_member_that_is_written_twice() =>
        Should.Throw<Exception>(() => Overlay.Bind("apiVersion: v1\nkind: Service\nmetadata: {name: s, name: t}"));
}
