using System.Text.Json;
using k8s.Models;
using RmsActors.Rms.Hosting;

namespace RmsActors.Kubernetes.Tests;

public class OverlayTests
{
    private static readonly string[] RoleNames = ["antifraud", "kyc", "payments", "rms"];

    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_pod_is_restricted(string overlay)
    {
        foreach (var (name, template) in Overlay.Render(overlay).Pods())
        {
            var pod = template.Spec;
            pod.SecurityContext.RunAsNonRoot.ShouldBe(true, name);
            (pod.SecurityContext.RunAsUser > 0).ShouldBeTrue(name);
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", name);
            pod.AutomountServiceAccountToken.ShouldBe(false, name);
            (pod.HostNetwork is true || pod.HostPID is true || pod.HostIPC is true).ShouldBeFalse(name);
            pod.Volumes.ShouldAllBe(volume => volume.HostPath == null, name);
            foreach (var container in pod.Containers.Concat(pod.InitContainers ?? []))
            {
                container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, name);
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, name);
                container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], name);
                container.SecurityContext.Capabilities.Add.ShouldBeNull(name);
                container.SecurityContext.Privileged.ShouldNotBe(true, name);
                container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, name);
                container.Resources.Limits.ContainsKey("memory").ShouldBeTrue(name);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_namespace_enforces_it(string overlay) =>
        Overlay.Render(overlay).All<V1Namespace>().ShouldHaveSingleItem().Metadata.Labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_role_runs_with_probes_and_time_to_drain(string overlay)
    {
        var roles = Overlay.Render(overlay).Roles().ToList();
        roles.Select(role => role.Name).ShouldBe(RoleNames, ignoreOrder: true);
        foreach (var (name, template) in roles)
        {
            var container = template.Spec.Containers.ShouldHaveSingleItem();
            container.Args.ShouldBe([name == "rms" ? "node" : name]);
            container.StartupProbe.HttpGet.Path.ShouldBe("/healthz/live", name);
            container.LivenessProbe.HttpGet.Path.ShouldBe("/healthz/live", name);
            container.ReadinessProbe.HttpGet.Path.ShouldBe("/healthz/ready", name);
            (container.Lifecycle.PreStop.Sleep.Seconds > 0).ShouldBeTrue(name);
            template.Spec.TopologySpreadConstraints.ShouldNotBeEmpty(name);
        }

        // What a node may take to leave: to drain, and the phases before and after.
        var node = roles.Single(role => role.Name == "rms").Template.Spec;
        var leaving = new RmsOptions().DrainTimeout + TimeSpan.FromSeconds(75) + TimeSpan.FromSeconds(node.Containers[0].Lifecycle.PreStop.Sleep.Seconds);
        TimeSpan.FromSeconds(node.TerminationGracePeriodSeconds!.Value).ShouldBeGreaterThan(leaving);
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
        var nodes = rendered.All<V1StatefulSet>().Single(set => set.Name() == "rms");
        var service = rendered.All<V1Service>().Single(service => service.Name() == nodes.Spec.ServiceName);
        service.Spec.ClusterIP.ShouldBe("None");
        service.Spec.PublishNotReadyAddresses.ShouldBe(true);
        nodes.Spec.PodManagementPolicy.ShouldBe("Parallel");
        var environment = nodes.Spec.Template.Spec.Containers[0].Env.ToDictionary(variable => variable.Name, StringComparer.Ordinal);
        environment["RMS__Cluster__Hostname"].Value.ShouldBe("$(POD_NAME).rms-nodes.$(POD_NAMESPACE).svc");
        for (var seed = 0; seed < nodes.Spec.Replicas; seed++)
        {
            environment[$"RMS__Cluster__SeedNodes__{seed}"].Value.ShouldBe($"rms-{seed}.rms-nodes.$(POD_NAMESPACE).svc:{environment["RMS__Cluster__Port"].Value}");
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Disruption_and_scaling_take_one_node_at_a_time(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        rendered.All<V1PodDisruptionBudget>().ToDictionary(budget => budget.Name(), budget => budget.Spec.MaxUnavailable.Value, StringComparer.Ordinal)
            .ShouldBe(RoleNames.ToDictionary(name => name, _ => "1", StringComparer.Ordinal), ignoreOrder: true);
        var scaler = rendered.All<V2HorizontalPodAutoscaler>().ShouldHaveSingleItem().Spec;
        (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name).ShouldBe(("StatefulSet", "rms"));
        (scaler.MaxReplicas <= new RmsOptions().Partitions).ShouldBeTrue();
        scaler.MinReplicas.ShouldBe(3);
        foreach (var rules in (V2HPAScalingRules[])[scaler.Behavior.ScaleUp, scaler.Behavior.ScaleDown])
        {
            var policy = rules.Policies.ShouldHaveSingleItem();
            (policy.Type, policy.Value).ShouldBe(("Pods", 1));
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Nobody_talks_to_anybody_but_by_the_arrows_of_the_design(string overlay)
    {
        var policies = Overlay.Render(overlay).All<V1NetworkPolicy>().ToDictionary(policy => policy.Name(), policy => policy.Spec, StringComparer.Ordinal);
        var deny = policies["default-deny"];
        (deny.PodSelector.MatchLabels ?? new Dictionary<string, string>()).ShouldBeEmpty();
        deny.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        (deny.Ingress ?? []).ShouldBeEmpty();
        (deny.Egress ?? []).ShouldBeEmpty();

        // Every rule names both whom and which port.
        foreach (var (name, policy) in policies.Where(policy => policy.Key != "default-deny"))
        {
            foreach (var rule in policy.Ingress ?? [])
            {
                rule.FromProperty.ShouldNotBeEmpty(name);
                rule.Ports.ShouldNotBeEmpty(name);
            }

            foreach (var rule in policy.Egress ?? [])
            {
                rule.To.ShouldNotBeEmpty(name);
                rule.Ports.ShouldNotBeEmpty(name);
            }
        }

        string[] expected = ["default-deny", "dns", "rms-remoting", "scrape", "submit", "to-database", "to-kafka"];
        policies.Keys.Except(["kafka", "postgres"]).ShouldBe(expected, ignoreOrder: true);
        foreach (var (name, port) in ((string, int)[])[("to-kafka", 9092), ("to-database", 5432), ("rms-remoting", 4053)])
        {
            policies[name].Egress.ShouldHaveSingleItem().Ports.ShouldHaveSingleItem().Port.Value.ShouldBe($"{port}", name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Who_talks_to_kafka_and_the_database_bears_the_label_that_lets_it(string overlay)
    {
        var pods = Overlay.Render(overlay).Pods().ToDictionary(pod => pod.Name, pod => pod.Template.Metadata.Labels, StringComparer.Ordinal);
        pods.Where(pod => pod.Value.ContainsKey("rms-actors/kafka")).Select(pod => pod.Key).ShouldBe([.. RoleNames, "topics"], ignoreOrder: true);
        pods.Where(pod => pod.Value.ContainsKey("rms-actors/database")).Select(pod => pod.Key).ShouldBe([.. RoleNames, "migrate"], ignoreOrder: true);
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_schemas_are_migrated_by_a_role_of_their_own(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        rendered.All<V1Job>().Single(job => job.Name() == "migrate").Spec.Template.Spec.Containers[0].Args.ShouldBe(["migrate", "--runtime-role", "rms_runtime"]);
        foreach (var (name, template) in rendered.Pods().Where(pod => pod.Template.Metadata.Labels.ContainsKey("rms-actors/database")))
        {
            var secret = template.Spec.Containers[0].Env.Single(variable => variable.Name == "RMS__Store__Postgres").ValueFrom.SecretKeyRef;
            (secret.Name, secret.Key).ShouldBe(("rms-database", name == "migrate" ? "migrate" : "runtime"), name);
        }
    }

    [SkippableFact]
    public void In_production_no_secret_is_written_down_and_one_image_is_named()
    {
        var production = Overlay.Render("production");
        production.All<V1Secret>().ShouldBeEmpty();
        production.Pods().SelectMany(pod => pod.Template.Spec.Containers).Select(container => container.Image).Distinct().ShouldHaveSingleItem().ShouldNotEndWith(":latest");
        foreach (var setting in production.All<V1ConfigMap>().SelectMany(map => map.Data))
        {
            setting.Value.ShouldNotContain("assword", Case.Insensitive, setting.Key);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_setting_is_one_that_the_product_knows(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var variables = rendered.Pods().SelectMany(pod => pod.Template.Spec.Containers).SelectMany(container => container.Env ?? []).Select(variable => variable.Name)
            .Concat(rendered.All<V1ConfigMap>().SelectMany(map => map.Data.Keys))
            .Where(name => name.StartsWith("RMS__", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        variables.ShouldNotBeEmpty();
        foreach (var variable in variables)
        {
            var path = variable.Split("__")[1..];
            settings.RootElement.TryGetProperty(path[0], out var section).ShouldBeTrue(variable);
            section.TryGetProperty(path[1], out _).ShouldBeTrue(variable);
        }
    }
}
