using System.Globalization;

namespace RmsActors.Rms.ReferenceData;

/// <summary>A number as the database hands it out.</summary>
internal static class StoredDecimal
{
    // SQLite keeps decimals as text and lets an operator write numbers, or anything else, into the column.
    public static bool TryRead(object stored, out decimal value) =>
        decimal.TryParse(Convert.ToString(stored, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
