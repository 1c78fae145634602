using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Kubernetes.Tests;

public class SettingsTests
{
    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_setting_is_one_that_the_product_ships(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        var keys = OfTheProduct(rendered).SelectMany(template => PodEnvironment.Settings(rendered, template).AsEnumerable())
            .Where(setting => setting.Value is not null).Select(setting => setting.Key)
            .Distinct()
            .ToList();
        keys.ShouldContain("Store:Postgres");
        foreach (var key in keys)
        {
            var path = key.Split(':');
            settings.RootElement.TryGetProperty(path[0], out var section).ShouldBeTrue(key);
            section.TryGetProperty(path[1], out _).ShouldBeTrue(key);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_pod_of_the_product_takes_its_settings(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        foreach (var template in OfTheProduct(rendered))
        {
            Should.NotThrow(() => RoleOptions.Check(PodEnvironment.Settings(rendered, template)));
        }
    }

    [SkippableFact]
    public void A_wrong_setting_would_be_found()
    {
        var rendered = Overlay.Render("dev");
        var settings = PodEnvironment.Settings(rendered, rendered.Roles().First().Template, new KeyValuePair<string, string?>("Http:Hots", "0.0.0.0"));
        Should.Throw<OptionsException>(() => RoleOptions.Check(settings)).Message.ShouldContain("Http:Hots");
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void What_a_pod_reads_files_from_is_mounted_there(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        foreach (var (name, template) in rendered.Roles())
        {
            var access = ValidatedOptions.Read<AccessOptions>(PodEnvironment.Settings(rendered, template), AccessOptions.Section);
            foreach (var file in (string[])[access.ReadTokenFile!, access.OperateTokenFile!])
            {
                var secret = SecretAt(template, file);
                secret.SecretName.ShouldBe("rms-tokens", name);
                foreach (var tokens in rendered.All<V1Secret>().Where(made => made.Name() == secret.SecretName))
                {
                    (tokens.StringData[Path.GetFileName(file)].Length >= 32).ShouldBeTrue(name);
                }
            }
        }
    }

    [SkippableFact]
    public void In_production_nodes_talk_by_TLS_with_what_cert_manager_makes()
    {
        var production = Overlay.Render("production");
        var template = production.All<V1StatefulSet>().Single(set => set.Name() == "rms").Spec.Template;
        var cluster = ValidatedOptions.Read<ClusterOptions>(PodEnvironment.Settings(production, template), ClusterOptions.Section);

        cluster.UsesTls.ShouldBeTrue();
        foreach (var (file, key) in ((string?, string)[])[(cluster.TlsCertificate, "tls.crt"), (cluster.TlsKey, "tls.key"), (cluster.TlsAuthorities, "ca.crt")])
        {
            Path.GetFileName(file).ShouldBe(key);
            var secret = SecretAt(template, file!);
            secret.SecretName.ShouldBe("rms-remoting-tls");
            secret.Items.ShouldBeNull();
            // The key is for the group that the pod runs as, and for nobody else.
            secret.DefaultMode.ShouldBe(Convert.ToInt32("440", 8));
            template.Spec.SecurityContext.FsGroup.ShouldBe(template.Spec.SecurityContext.RunAsGroup);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Probes_and_services_reach_the_port_that_the_product_listens_on(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        foreach (var (name, template) in rendered.Roles())
        {
            var http = ValidatedOptions.Read<HttpOptions>(PodEnvironment.Settings(rendered, template), HttpOptions.Section);
            (http.Host, (int?)http.Port).ShouldBe(("0.0.0.0", template.Spec.Containers[0].Ports.Single(port => port.Name == "http").ContainerPort), name);
        }
    }

    private static IEnumerable<V1PodTemplateSpec> OfTheProduct(Overlay rendered) =>
        rendered.Pods().Select(pod => pod.Template).Where(template => template.Spec.Containers[0].Image.Contains("rms-actors", StringComparison.Ordinal));

    private static V1SecretVolumeSource SecretAt(V1PodTemplateSpec template, string file)
    {
        var mount = template.Spec.Containers[0].VolumeMounts.Where(mount => file.StartsWith(mount.MountPath + "/", StringComparison.Ordinal)).ShouldHaveSingleItem(file);
        mount.ReadOnlyProperty.ShouldBe(true, file);
        return template.Spec.Volumes.Single(volume => volume.Name == mount.Name).Secret;
    }
}
