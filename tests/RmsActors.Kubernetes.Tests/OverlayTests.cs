using k8s.Models;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Kubernetes.Tests;

public class OverlayTests
{
    private static readonly string[] s_roleNames = ["antifraud", "kyc", "payments", "rms"];

    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_role_runs_once_it_has_started_and_is_asked_when_it_is_ready(string overlay)
    {
        var roles = Overlay.Render(overlay).Roles().ToList();
        roles.Select(role => role.Name).ShouldBe(s_roleNames, ignoreOrder: true);
        foreach (var (name, template) in roles)
        {
            var container = template.Spec.Containers.ShouldHaveSingleItem();
            container.Args.ShouldBe([name == "rms" ? "node" : name]);
            container.Command.ShouldBeNull(name);
            // A node that founded a cluster while it was cut off must not stay in it.
            container.StartupProbe.HttpGet.Path.ShouldBe(name == "rms" ? "/healthz/ready" : "/healthz/live", name);
            container.LivenessProbe.HttpGet.Path.ShouldBe("/healthz/live", name);
            container.ReadinessProbe.HttpGet.Path.ShouldBe("/healthz/ready", name);
            foreach (var probe in (V1Probe[])[container.StartupProbe, container.LivenessProbe, container.ReadinessProbe])
            {
                probe.HttpGet.Port.Value.ShouldBe("http", name);
            }

            (container.StartupProbe.PeriodSeconds * container.StartupProbe.FailureThreshold >= 60).ShouldBeTrue(name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_roles_are_scraped(string overlay)
    {
        foreach (var (name, template) in Overlay.Render(overlay).Roles())
        {
            template.Metadata.Labels["app.kubernetes.io/part-of"].ShouldBe("rmsactors", name);
            template.Spec.Containers[0].Ports.ShouldContain(port => port.Name == "http", name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_nodes_are_found_by_name_before_they_are_ready_and_all_name_the_same_seeds(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var nodes = rendered.All<V1StatefulSet>().Single(set => set.Name() == "rms").Spec;
        var service = rendered.All<V1Service>().Single(service => service.Name() == nodes.ServiceName).Spec;
        service.ClusterIP.ShouldBe("None");
        service.PublishNotReadyAddresses.ShouldBe(true);
        service.Selector.ShouldBeSubsetOf(nodes.Template.Metadata.Labels);
        nodes.PodManagementPolicy.ShouldBe("Parallel");

        // The variables as the first pod gets them.
        var cluster = ValidatedOptions.Read<ClusterOptions>(PodEnvironment.Settings(rendered, nodes.Template), ClusterOptions.Section);
        var domain = $"rms-nodes.{rendered.All<V1Namespace>().Single().Name()}.svc";
        cluster.Hostname.ShouldBe($"rms-0.{domain}");
        cluster.BindAddress.ShouldBe("0.0.0.0");
        cluster.Port.ShouldBe(nodes.Template.Spec.Containers[0].Ports.Single(port => port.Name == "remoting").ContainerPort);
        var atLeast = rendered.All<V2HorizontalPodAutoscaler>().Single().Spec.MinReplicas!.Value;
        cluster.SeedNodes.ShouldBe(Enumerable.Range(0, atLeast).Select(seed => $"rms-{seed}.{domain}:{cluster.Port}"));
        // One alone never takes up work, and the autoscaler never leaves fewer than that takes.
        cluster.MinMembers.ShouldBeInRange(2, atLeast);
    }

    /// <summary>What <see cref="Formation.FormationTests"/> rest on.</summary>
    [SkippableTheory, MemberData(nameof(Overlays))]
    public void No_overlay_changes_what_nodes_are_told_about_how_they_find_each_other(string overlay)
    {
        var (written, rendered) = (Overlay.Unrendered(), Overlay.Render(overlay));
        EnvironmentOf(rendered).Where(variable => !variable.Name.StartsWith("RMS__Cluster__Tls", StringComparison.Ordinal)).ShouldBe(EnvironmentOf(written));
        rendered.All<V1ConfigMap>().Single(map => map.Name() == "rms-settings").Data.ShouldBe(written.All<V1ConfigMap>().Single().Data, ignoreOrder: true);

        static List<(string Name, string? Value)> EnvironmentOf(Overlay from) =>
            [.. from.All<V1StatefulSet>().Single(set => set.Name() == "rms").Spec.Template.Spec.Containers[0].Env.Select(variable => (variable.Name, (string?)variable.Value))];
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Nodes_come_and_go_one_at_a_time_and_their_number_is_the_autoscalers_alone(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        rendered.All<V1StatefulSet>().Single(set => set.Name() == "rms").Spec.Replicas.ShouldBeNull();
        var scaler = rendered.All<V2HorizontalPodAutoscaler>().ShouldHaveSingleItem().Spec;
        (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name).ShouldBe(("StatefulSet", "rms"));
        (scaler.MaxReplicas <= new RmsOptions().Partitions).ShouldBeTrue();
        scaler.MinReplicas.ShouldBe(3);
        scaler.Metrics.ShouldHaveSingleItem().Resource.Name.ShouldBe("cpu");
        foreach (var rules in (V2HPAScalingRules[])[scaler.Behavior.ScaleUp, scaler.Behavior.ScaleDown])
        {
            var policy = rules.Policies.ShouldHaveSingleItem();
            (policy.Type, policy.Value).ShouldBe(("Pods", 1));
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_role_outlives_the_loss_of_a_machine(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var budgets = rendered.All<V1PodDisruptionBudget>().ToDictionary(budget => budget.Name(), budget => budget.Spec, StringComparer.Ordinal);
        budgets.Keys.ShouldBe(s_roleNames, ignoreOrder: true);
        rendered.All<V1Deployment>().ShouldAllBe(deployment => deployment.Spec.Replicas >= 2);
        foreach (var (name, template) in rendered.Roles())
        {
            budgets[name].MaxUnavailable.Value.ShouldBe("1", name);
            budgets[name].Selector.MatchLabels.ShouldBeSubsetOf(template.Metadata.Labels);
            template.Spec.TopologySpreadConstraints.Select(spread => spread.TopologyKey).ShouldBe(["topology.kubernetes.io/zone", "kubernetes.io/hostname"], ignoreOrder: true, name);
            template.Spec.TopologySpreadConstraints.ShouldAllBe(spread => spread.LabelSelector.MatchLabels["app.kubernetes.io/name"] == name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void What_selects_pods_selects_those_it_is_for(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        foreach (var (selector, template) in rendered.All<V1Deployment>().Select(made => (made.Spec.Selector, made.Spec.Template))
            .Concat(rendered.All<V1StatefulSet>().Select(made => (made.Spec.Selector, made.Spec.Template))))
        {
            selector.MatchLabels.ShouldBeSubsetOf(template.Metadata.Labels);
        }

        foreach (var service in rendered.All<V1Service>())
        {
            var template = rendered.Pods().Where(pod => service.Spec.Selector.All(pod.Template.Metadata.Labels.Contains)).ShouldHaveSingleItem(service.Name()).Template;
            var named = template.Spec.Containers[0].Ports;
            service.Spec.Ports.ShouldAllBe(port => named.Any(open => port.TargetPort == null ? open.ContainerPort == port.Port : open.Name == port.TargetPort.Value));
        }
    }

    [SkippableFact]
    public void One_image_is_named_and_its_version()
    {
        foreach (var overlay in Overlay.Names)
        {
            var images = Overlay.Render(overlay).Pods().SelectMany(pod => pod.Template.Spec.Containers).Select(container => container.Image).Where(image => image.Contains("rms-actors", StringComparison.Ordinal));
            images.Distinct().ShouldHaveSingleItem().ShouldMatch(@"rms-actors:(dev|\d+\.\d+\.\d+)$");
        }
    }
}
