using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace RmsActors.Rms.Serialization;

/// <summary>
/// Akka's serializer of its small messages, but for failures: these carry an exception, which the receiving side makes anew, of whatever type the sender names. Nodes send each other
/// none.
/// </summary>
public sealed class MiscMessagesWithoutFailures(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    // Its manifest for Status.Failure.
    private const string Failure = "STF";
    private readonly MiscMessageSerializer _akkas = new(system);

    // Akka's own number for it; so below.
    public override int Identifier => 16;

    public override string Manifest(object o) => _akkas.Manifest(o);

    public override byte[] ToBinary(object obj) => _akkas.ToBinary(obj);

    public override object FromBinary(byte[] bytes, string manifest) => manifest == Failure
        ? throw new SerializationException("An exception of another node's choice is not made here")
        : _akkas.FromBinary(bytes, manifest);
}

/// <summary>Akka's serializer of system messages, but for those that carry an exception: they are for actors that another node has deployed, of which there are none.</summary>
public sealed class SystemMessagesWithoutFailures(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly HashSet<Type> WithException = [typeof(Create), typeof(Recreate), typeof(Resume), typeof(Failed)];
    private readonly SystemMessageSerializer _akkas = new(system);

    public override int Identifier => 22;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => _akkas.ToBinary(obj);

    public override object FromBinary(byte[] bytes, Type type) => WithException.Contains(type)
        ? throw new SerializationException($"A {type.Name} of another node, with an exception of its choice, is not taken here")
        : _akkas.FromBinary(bytes, type);
}
