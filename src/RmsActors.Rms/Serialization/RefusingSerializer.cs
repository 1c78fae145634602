using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace RmsActors.Rms.Serialization;

/// <summary>
/// Takes the place of Akka's fallback for any other type, which writes .NET type names and, on the receiving side, creates
/// whatever type the sender names.
/// </summary>
public class RefusingSerializer : Serializer
{
    /// <summary>As Akka creates it; the fallback's settings have no meaning here.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    // The fallback's own number: a receiver picks a serializer by the number on the wire.
    public override int Identifier => 1;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) =>
        throw new SerializationException($"{obj.GetType()} has no serializer, and none that writes type names is used here");

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException("What a type-name-driven serializer has written is not read here");
}

/// <summary>
/// Takes the place of the serializer by which another node has an actor of any type created here (remote deployment), which
/// nothing in this system does.
/// </summary>
public sealed class RefusingDeployment(ExtendedActorSystem system) : RefusingSerializer(system, Config.Empty)
{
    // That serializer's own number.
    public override int Identifier => 3;
}
