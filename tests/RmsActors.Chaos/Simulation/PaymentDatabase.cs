using RmsActors.Contracts;

namespace RmsActors.Chaos.Simulation;

/// <summary>A payment's row. Statuses are named as the payment database names them.</summary>
internal sealed class PaymentRow(PaymentDetails details)
{
    public const string Awaiting = "AwaitingAntifraud";

    public PaymentDetails Details { get; } = details;

    public string Status { get; set; } = Awaiting;

    public bool Announced { get; set; }
}

/// <summary>The payment database: what is in it is committed.</summary>
internal sealed class PaymentDatabase(World world)
{
    private readonly Dictionary<string, PaymentRow> _rows = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, PaymentRow> Rows => _rows;

    public void Accept(PaymentDetails details)
    {
        _rows.Add(details.PaymentId, new PaymentRow(details));
        world.History.Accepted(details.PaymentId, world.Now);
    }

    /// <summary>Gives a payment its final status, unless it has one.</summary>
    /// <returns>False where there is no such payment.</returns>
    public bool Apply(PayDecision decision)
    {
        if (!_rows.TryGetValue(decision.PaymentId, out var row))
        {
            return false;
        }

        if (row.Status == PaymentRow.Awaiting)
        {
            row.Status = decision.Decision switch
            {
                DecisionKind.Approve => "Approved",
                DecisionKind.Decline => "Declined",
                _ => "InReview",
            };
        }

        return true;
    }
}
