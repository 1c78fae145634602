using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RmsActors.Antifraud;
using RmsActors.Kyc;
using RmsActors.Payments;
using RmsActors.Rms.Hosting;

namespace RmsActors.Kubernetes.Tests;

/// <summary>A pod is not killed before its role has had all the time that the role gives itself.</summary>
public class ShutdownTests
{
    // This machine has not the pod's files, and its ports may be taken; neither changes how long anything takes.
    private static readonly KeyValuePair<string, string?>[] s_thisMachine =
    [
        new("Http:Port", "0"), new("Cluster:Port", "0"), new("Management:Port", "0"), new("Access:ReadTokenFile", null), new("Access:OperateTokenFile", null),
        new("Cluster:TlsCertificate", null), new("Cluster:TlsKey", null), new("Cluster:TlsAuthorities", null),
    ];

    private static readonly Dictionary<string, Action<WebApplicationBuilder>> s_roles = new(StringComparer.Ordinal)
    {
        ["rms"] = builder => builder.AddRmsNode(),
        ["payments"] = builder => builder.AddPayments(),
        ["antifraud"] = builder => builder.AddAntifraud(),
        ["kyc"] = builder => builder.AddKyc(),
    };

    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_grace_period_is_above_what_the_role_may_take_to_end(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        foreach (var (name, template) in rendered.Roles())
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Configuration.AddConfiguration(PodEnvironment.Settings(rendered, template, s_thisMachine));
            s_roles[name](builder);
            using var services = builder.Services.BuildServiceProvider();
            var ending = services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;

            var before = TimeSpan.FromSeconds(template.Spec.Containers[0].Lifecycle.PreStop.Sleep.Seconds);
            before.ShouldBeGreaterThan(TimeSpan.Zero, name);
            TimeSpan.FromSeconds(template.Spec.TerminationGracePeriodSeconds!.Value).ShouldBeGreaterThan(before + ending, name);
        }
    }
}
