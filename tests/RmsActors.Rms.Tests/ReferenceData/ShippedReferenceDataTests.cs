using RmsActors.Contracts;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.ReferenceData;

namespace RmsActors.Rms.Tests.ReferenceData;

public class ShippedReferenceDataTests
{
    // ISO 3166-1 alpha-2, as the tz database's iso3166.tab lists it.
    private const string Iso3166 =
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL
        CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU
        GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC
        MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT
        PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA
        UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """;

    [Fact]
    public void Every_country_has_one_score_with_its_source()
    {
        var countries = Countries();

        countries.Count.ShouldBe(249);
        countries.Select(country => country.Code).ShouldBe(Iso3166.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        countries.ShouldAllBe(country => country.Source.Contains("FATF") && System.Text.RegularExpressions.Regex.IsMatch(country.Source, "20[0-9]{2}-[0-9]{2}-[0-9]{2}"));
    }

    [Theory]
    [InlineData(100, "IR KP MM")]
    [InlineData(75, "AO BG BO CD CI CM DZ HT KE KW LA LB MC NA NP PG SS SY VE VG VN YE")]
    [InlineData(60, "RU")]
    [InlineData(10, "AR AT AU BE BR CA CH CN DE DK ES FI FR GB GR HK ID IE IL IN IS IT JP KR LU MX MY NL NO NZ PT SA SE SG TR US ZA")]
    public void The_fatf_lists_of_2026_02_13_have_their_scores(int score, string codes) =>
        Countries().Where(country => country.Score == score).Select(country => country.Code).ShouldBe(codes.Split(' '));

    [Fact]
    public void Every_payment_type_has_one_score()
    {
        var types = Read("payment-type-risk.csv", ["payment_type", "score"], row => (Type: row["payment_type"], Score: Score(row)));

        types.Select(type => type.Type).Distinct(StringComparer.Ordinal).Count().ShouldBe(types.Count);
        types.Select(type => type.Type).ShouldContain("card");
        types.ShouldAllBe(type => FieldRules.IsText(type.Type) && FieldRules.IsScore(type.Score));
    }

    private static IReadOnlyList<(string Code, decimal Score, string Source)> Countries() =>
        Read("country-risk.csv", ["country", "score", "source"], row => (row["country"], Score(row), row["source"]));

    private static decimal Score(CsvRow row) => row.Field<decimal>("score", FieldRules.TryParseScore, FieldRules.ScoreExpected);

    // What is embedded is what a new database is filled with.
    private static IReadOnlyList<T> Read<T>(string name, string[] columns, Func<CsvRow, T> read)
    {
        var file = Path.GetTempFileName();
        using (var resource = typeof(ReferenceDataStore).Assembly.GetManifestResourceStream($"{typeof(ReferenceDataStore).Namespace}.{name}")!)
        using (var copy = File.Create(file))
        {
            resource.CopyTo(copy);
        }

        var rows = CsvFile.Read(file, columns, read);
        File.Delete(file);
        return rows;
    }
}
