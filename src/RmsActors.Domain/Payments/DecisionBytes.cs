namespace RmsActors.Domain.Payments;

/// <summary>
/// The exact value of the PAY-DECISION record, made once and stored with the decision: whatever is published later, by whatever
/// version of this software, is these bytes. Equal by content.
/// </summary>
public sealed class DecisionBytes(byte[] value) : IEquatable<DecisionBytes>
{
    /// <summary>Not to be changed.</summary>
    public byte[] Value { get; } = value;

    public bool Equals(DecisionBytes? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value);

    public override bool Equals(object? obj) => Equals(obj as DecisionBytes);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Value);
        return hash.ToHashCode();
    }

    public override string ToString() => System.Text.Encoding.UTF8.GetString(Value);
}
