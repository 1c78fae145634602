using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

public class SecretTests
{
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
            var container = template.Spec.Containers[0];
            (container.EnvFrom ?? []).Any(source => source.SecretRef?.Name == "rms-kafka").ShouldBe(name != "migrate", name);
            (container.Env ?? []).SingleOrDefault(variable => variable.Name == "RMS__Store__Postgres")?.ValueFrom.SecretKeyRef.Name.ShouldBe("rms-database", name);
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
            var key = template.Spec.Containers[0].Env.Single(variable => variable.Name == "RMS__Store__Postgres").ValueFrom.SecretKeyRef.Key;
            key.ShouldBe(name == "migrate" ? "migrate" : "runtime", name);
        }
    }
}
