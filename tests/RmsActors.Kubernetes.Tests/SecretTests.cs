using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

public class SecretTests
{
    private const string Settings = "settings";
    private static readonly Dictionary<string, string[]> s_sources = new(StringComparer.Ordinal) { ["migrate"] = ["rms-database"], ["topics"] = ["rms-kafka"] };

    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableFact]
    public void In_production_no_secret_is_written_down()
    {
        var production = Overlay.Render("production");
        production.All<V1Secret>().ShouldBeEmpty();
        var written = production.All<V1ConfigMap>().SelectMany(map => map.Data)
            .Concat(production.Pods().SelectMany(pod => pod.Template.Spec.Containers).SelectMany(container => container.Env ?? [])
                .Where(variable => variable.Value is not null).Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));
        foreach (var (name, value) in written)
        {
            foreach (var sign in (string[])["password", "username", "secret=", "token=", "BEGIN"])
            {
                value.ShouldNotContain(sign, Case.Insensitive, name);
            }

            foreach (var secret in (string[])["Postgres", "sasl", "password", "ssl.key"])
            {
                name.ShouldNotContain(secret, Case.Insensitive);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Kafka_and_the_database_are_named_by_secrets_alone(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        rendered.All<V1ConfigMap>().SelectMany(map => map.Data.Keys).ShouldAllBe(key => !key.StartsWith("RMS__Kafka__", StringComparison.Ordinal) && !key.StartsWith("RMS__Store__", StringComparison.Ordinal));
        foreach (var (name, template) in rendered.Pods().Where(pod => pod.Template.Spec.Containers[0].Image.Contains("rms-actors", StringComparison.Ordinal)))
        {
            // By files, which no child inherits and no listing of a pod shows.
            var container = template.Spec.Containers[0];
            (container.EnvFrom ?? []).ShouldAllBe(source => source.SecretRef == null, name);
            (container.Env ?? []).ShouldAllBe(variable => variable.ValueFrom == null || variable.ValueFrom.FieldRef != null, name);
            var sources = MountedSettings.SourcesOf(template, Settings).Select(source => source.Name);
            sources.ShouldBe(s_sources.GetValueOrDefault(name) ?? ["rms-kafka", "rms-database"], name);
        }
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_schemas_are_migrated_as_a_role_of_their_own(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        rendered.All<V1Job>().Single(job => job.Name() == "migrate").Spec.Template.Spec.Containers[0].Args.ShouldBe(["migrate", "--runtime-role", "rms_runtime"]);
        var databases = rendered.Pods().Where(pod => pod.Template.Metadata.Labels.ContainsKey("rms-actors/database")).ToList();
        databases.Select(pod => pod.Name).ShouldBe(["antifraud", "kyc", "migrate", "payments", "rms"], ignoreOrder: true);
        foreach (var (name, template) in databases)
        {
            var item = MountedSettings.SourcesOf(template, Settings).Single(source => source.Name == "rms-database").Items.ShouldHaveSingleItem(name);
            (item.Key, item.Path).ShouldBe((name == "migrate" ? "migrate" : "runtime", "Store__Postgres"), name);
        }
    }
}
