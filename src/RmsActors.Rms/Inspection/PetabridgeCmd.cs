using Akka.Hosting;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Cluster.Sharding;
using Petabridge.Cmd.Host;

namespace RmsActors.Rms.Inspection;

/// <summary>
/// Petabridge.Cmd beside our own verbs, for those who have <c>pbm</c> at hand: https://cmd.petabridge.com. Part of the build only with
/// <c>-p:PetabridgeCmd=true</c>. It knows no callers, so it listens on loopback.
/// </summary>
internal static partial class InspectionHostingExtensions
{
    private const string Listening =
        """
        petabridge.cmd {
          host = "127.0.0.1"
          port = 9110
        }
        """;

    static partial void AddPetabridgeCmd(AkkaConfigurationBuilder akka) => akka
        .AddHocon(Listening, HoconAddMode.Prepend)
        .AddPetabridgeCmd(cmd =>
        {
            cmd.RegisterCommandPalette(ClusterCommands.Instance);
            cmd.RegisterCommandPalette(ClusterShardingCommands.Instance);
        });
}
