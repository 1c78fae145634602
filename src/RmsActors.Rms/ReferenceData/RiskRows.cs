namespace RmsActors.Rms.ReferenceData;

// Scores are objects: what an operator wrote may be no number.
internal sealed class CountryRow
{
    public string Country { get; set; } = "";

    public object Score { get; set; } = 0m;

    public string Source { get; set; } = "";
}

internal sealed class PaymentTypeRow
{
    public string PaymentType { get; set; } = "";

    public object Score { get; set; } = 0m;
}
