using System.Net.Sockets;
using Npgsql;

namespace RmsActors.Hosting.Tests;

public class OutageTests
{
    [Fact]
    public void A_database_that_is_away_is_told_with_what_to_look_at() =>
        Outage.Of(new AggregateException(new NpgsqlException("Failed to connect to 127.0.0.1:1", new SocketException(111)))).ShouldBe(
            "the database cannot be used: Failed to connect to 127.0.0.1:1; see that it runs, and that Store:Postgres (--postgres) or Store:Data (--data) names the right one");

    [Fact]
    public void A_wait_that_was_in_vain_tells_itself() => Outage.Of(new TimeoutException("No broker answered")).ShouldBe("No broker answered");

    [Fact]
    public void A_schema_that_is_too_old_tells_what_to_do() =>
        Outage.Of(new SchemaTooOldException("run 'rms migrate'", new InvalidOperationException("refused"))).ShouldBe("run 'rms migrate'");

    [Fact]
    public void A_taken_address_is_told_however_deep_it_lies() =>
        Outage.Of(new AggregateException(new AggregateException(new InvalidOperationException("no", new SocketException((int)SocketError.AddressAlreadyInUse)))))!
            .ShouldContain("another process listens on Cluster:Port (--port) or Http:Port (--http)");

    [Fact]
    public void A_defect_is_none() => Outage.Of(new InvalidOperationException("no", new SocketException((int)SocketError.ConnectionReset))).ShouldBeNull();
}
