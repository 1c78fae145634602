using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.ReferenceData;

/// <summary>The rules in force on this node, swapped as a whole when they are read again.</summary>
public sealed class CurrentRules(ScoringOptions options)
{
    private volatile PaymentDecider? _decider;

    /// <summary>Decides by the rules last read.</summary>
    /// <exception cref="InvalidOperationException">None have been read yet: the region must not start before.</exception>
    public PaymentDecider Decider => _decider ?? throw new InvalidOperationException("The reference data has not been read yet");

    public void Replace(ScoringRules rules) => _decider = new PaymentDecider(rules, options.KycDeadline, ContractMapping.Encode);
}
