using Akka.Persistence;
using Akka.Serialization;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace RmsActors.Rms.Journal;

/// <summary>An event as a row of the journal's table, in the form that Akka.Persistence.Sql reads.</summary>
internal sealed record EventRow(string PersistenceId, long SequenceNumber, byte[] Message, int SerializerId, string Manifest)
{
    /// <exception cref="System.Runtime.Serialization.SerializationException">The event has no stored form.</exception>
    public static EventRow Of(IPersistentRepresentation happened, AkkaSerialization serialization)
    {
        var serializer = serialization.FindSerializerFor(happened.Payload);
        return new EventRow(
            happened.PersistenceId,
            happened.SequenceNr,
            serializer.ToBinary(happened.Payload),
            serializer.Identifier,
            AkkaSerialization.ManifestFor(serializer, happened.Payload));
    }

    /// <summary>The event that the row is of.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">It is of none that is known here.</exception>
    public IPersistentRepresentation Event(AkkaSerialization serialization) =>
        new Persistent(serialization.Deserialize(Message, SerializerId, Manifest), SequenceNumber, PersistenceId, Manifest);
}
