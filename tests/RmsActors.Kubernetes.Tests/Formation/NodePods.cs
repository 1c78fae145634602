using System.Globalization;
using System.Net;
using k8s.Models;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Hosting;
using RmsActors.Testing;

namespace RmsActors.Kubernetes.Tests.Formation;

/// <summary>
/// The StatefulSet's first pods as processes, each in a network namespace that bears the pod's DNS name, with the variables that the manifests give it. Only what is outside is
/// another: the broker is this process', the stores are files.
/// </summary>
internal sealed class NodePods : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rms-pods-").FullName;
    private readonly Overlay _manifests = Overlay.Unrendered();
    private readonly EmbeddedBroker _broker;
    private readonly VirtualNetwork _network;
    private readonly TcpForwarder _forwarder;

    private NodePods()
    {
        var nodes = _manifests.All<V1StatefulSet>().Single().Spec;
        var count = _manifests.All<V2HorizontalPodAutoscaler>().Single().Spec.MinReplicas!.Value;
        string[] names = [.. Enumerable.Range(0, count).Select(at => string.Create(CultureInfo.InvariantCulture, $"rms-{at}"))];
        var environments = names.ToDictionary(name => name, name => PodEnvironment.Of(_manifests, nodes.Template, name), StringComparer.Ordinal);
        _network = VirtualNetwork.Create([.. names.Select(name => environments[name]["RMS__Cluster__Hostname"])]);

        var partitions = new RmsOptions().Partitions;
        _broker = EmbeddedBroker.Start(Topics.All.SelectMany(topic => new[] { (topic, partitions), (Topics.DeadLettersOf(topic), partitions) }));
        _forwarder = TcpForwarder.Start(_network.Gateway, IPEndPoint.Parse(_broker.Bootstrap));
        _broker.Advertise(1, _network.Gateway.ToString(), _forwarder.From.Port);

        var port = nodes.Template.Spec.Containers[0].Ports.Single(open => open.Name == "http").ContainerPort;
        All = [.. names.Select(name => new NodePod(name, _network[environments[name]["RMS__Cluster__Hostname"]], port, Environment(environments[name]), nodes.Template.Spec.Containers[0].Args, ReadToken))];
    }

    /// <summary>In the order of their numbers; none runs.</summary>
    public IReadOnlyList<NodePod> All { get; }

    private string ReadToken => Path.Combine(_folder, "read");

    /// <summary>Makes their hosts. Skips the test where there can be none.</summary>
    public static NodePods Create()
    {
        VirtualNetwork.SkipWhereThereCanBeNone();
        return new NodePods();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in All)
        {
            await pod.DisposeAsync();
        }

        await _forwarder.DisposeAsync();
        _broker.Dispose();
        await _network.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> Environment(IReadOnlyDictionary<string, string> ofThePod)
    {
        var secrets = _manifests.All<V1Secret>().Single(secret => secret.Name() == "rms-tokens").StringData;
        foreach (var (name, tokens) in secrets)
        {
            File.WriteAllText(Path.Combine(_folder, name), tokens);
        }

        var settings = Directory.CreateDirectory(Path.Combine(_folder, "settings")).FullName;
        File.WriteAllText(Path.Combine(settings, "Kafka__Bootstrap"), _forwarder.From.ToString());
        return new Dictionary<string, string>(ofThePod, StringComparer.Ordinal)
        {
            [Settings.SecretsVariable] = settings,
            ["RMS__Kafka__Embedded"] = "true",
            ["RMS__Store__Data"] = Path.Combine(_folder, "data"),
            ["RMS__Access__ReadTokenFile"] = ReadToken,
            ["RMS__Access__OperateTokenFile"] = Path.Combine(_folder, "operate"),
        };
    }
}
