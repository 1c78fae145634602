using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

/// <summary>The arrows of the design, and none besides.</summary>
public class NetworkTests
{
    private const int Kafka = 9092;
    private const int Database = 5432;
    private const int Http = 8080;
    private const int Remoting = 4053;

    // And ports that are nobody's arrow: a node's management, Kafka's controller, SSH, the web.
    private static readonly (string Protocol, int Port)[] s_ports =
        [("UDP", 53), ("TCP", 53), ("TCP", Kafka), ("TCP", Database), ("TCP", Http), ("TCP", Remoting), ("TCP", 8558), ("TCP", 9093), ("TCP", 22), ("TCP", 443), ("UDP", 443)];

    private static readonly string[] s_roles = ["antifraud", "kyc", "payments", "rms"];

    public static TheoryData<string> Overlays => new(Overlay.Names);

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void Nobody_talks_to_anybody_but_by_the_arrows_of_the_design(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var network = new Network([.. rendered.All<V1NetworkPolicy>().Select(policy => policy.Spec)]);
        var ours = rendered.All<V1Namespace>().Single().Metadata.Labels;
        List<EndPoint> pods = [.. rendered.Pods().Select(pod => new EndPoint(pod.Name, pod.Template.Metadata.Labels, ours, Inside: true))];
        List<EndPoint> others =
        [
            // A pod of the same namespace that nobody has thought of.
            new("forgotten", new Dictionary<string, string>(), ours, Inside: true),
            EndPoint.Elsewhere("dns", Labels("kubernetes.io/metadata.name", "kube-system"), Labels("k8s-app", "kube-dns")),
            EndPoint.Elsewhere("system", Labels("kubernetes.io/metadata.name", "kube-system")),
            EndPoint.Elsewhere("submitter", Labels("rms-actors/submits-payments", "true")),
            EndPoint.Elsewhere("prometheus", Labels("rms-actors/scrapes-metrics", "true")),
            EndPoint.Elsewhere("stranger", Labels("kubernetes.io/metadata.name", "stranger")),
            EndPoint.At("internet", "203.0.113.7"),
            EndPoint.At("other address of the house", "10.30.0.1"),
        ];
        if (overlay == "production")
        {
            others.AddRange([EndPoint.At("kafka", "10.10.0.5"), EndPoint.At("postgres", "10.20.0.5")]);
        }

        List<EndPoint> all = [.. pods, .. others];
        var allowed = all
            .SelectMany(from => all.Where(to => from.Inside || to.Inside).Select(to => (From: from, To: to)))
            .SelectMany(pair => s_ports.Where(at => network.Allows(pair.From, pair.To, at.Protocol, at.Port)).Select(at => $"{pair.From.Name} → {pair.To.Name} {at.Protocol} {at.Port}"));

        List<string> asking = [.. all.Where(end => end.Inside).Select(end => end.Name)];
        string[] expected =
        [
            .. asking.Select(name => $"{name} → dns UDP 53"),
            .. asking.Select(name => $"{name} → dns TCP 53"),
            .. s_roles.Append("topics").Select(name => $"{name} → kafka TCP {Kafka}"),
            .. s_roles.Append("migrate").Select(name => $"{name} → postgres TCP {Database}"),
            .. s_roles.Select(name => $"prometheus → {name} TCP {Http}"),
            $"submitter → payments TCP {Http}",
            $"rms → rms TCP {Remoting}",
        ];
        allowed.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Overlays))]
    public void The_default_is_to_deny(string overlay)
    {
        var deny = Overlay.Render(overlay).All<V1NetworkPolicy>().Single(policy => policy.Name() == "default-deny").Spec;
        (deny.PodSelector.MatchLabels ?? new Dictionary<string, string>()).ShouldBeEmpty();
        (deny.PodSelector.MatchExpressions ?? []).ShouldBeEmpty();
        deny.PolicyTypes.ShouldBe(["Ingress", "Egress"], ignoreOrder: true);
        (deny.Ingress ?? []).ShouldBeEmpty();
        (deny.Egress ?? []).ShouldBeEmpty();
    }

    private static Dictionary<string, string> Labels(string key, string value) => new(StringComparer.Ordinal) { [key] = value };
}
