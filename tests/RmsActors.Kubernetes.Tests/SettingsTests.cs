using System.Text.Json;
using k8s.Models;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Kubernetes.Tests;

public class SettingsTests
{
    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_setting_is_one_that_the_product_ships(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        var variables = rendered.Pods().SelectMany(pod => pod.Template.Spec.Containers).SelectMany(container => container.Env ?? []).Select(variable => variable.Name)
            .Concat(rendered.All<V1ConfigMap>().SelectMany(map => map.Data.Keys))
            .Concat(rendered.All<V1Secret>().SelectMany(secret => secret.StringData.Keys))
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

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Every_pod_of_the_product_takes_its_settings(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        foreach (var (_, template) in rendered.Pods().Where(pod => pod.Template.Spec.Containers[0].Image.Contains("rms-actors", StringComparison.Ordinal)))
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
            var mounts = template.Spec.Containers[0].VolumeMounts;
            foreach (var file in (string[])[access.ReadTokenFile!, access.OperateTokenFile!])
            {
                var mount = mounts.Where(mount => file.StartsWith(mount.MountPath + "/", StringComparison.Ordinal)).ShouldHaveSingleItem(name);
                mount.ReadOnlyProperty.ShouldBe(true, name);
                var secret = template.Spec.Volumes.Single(volume => volume.Name == mount.Name).Secret;
                secret.SecretName.ShouldBe("rms-tokens", name);
                foreach (var tokens in rendered.All<V1Secret>().Where(made => made.Name() == secret.SecretName))
                {
                    (tokens.StringData[Path.GetFileName(file)].Length >= 32).ShouldBeTrue(name);
                }
            }
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
}
