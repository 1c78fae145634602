using Npgsql;

namespace RmsActors.Hosting.Tests;

public sealed class DatabaseRefusalTests
{
    [Theory]
    [InlineData("22P05", "mbutils.c", true)]
    [InlineData("54000", "nbtutils.c", true)]
    [InlineData("54000", "varsup.c", false)]
    [InlineData("54000", null, false)]
    [InlineData("53100", "md.c", false)]
    [InlineData("23505", "nbtinsert.c", false)]
    public void Only_what_is_wrong_with_the_value_is_its_fault(string state, string? file, bool ofValue) =>
        DatabaseRefusal.IsOfValue(new PostgresException("no", "ERROR", "ERROR", state, file: file)).ShouldBe(ofValue);
}
