using Microsoft.Extensions.DependencyInjection;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;
using RmsActors.Testing;

namespace RmsActors.Cli.Tests.Verbs;

public sealed class SubmitVerbTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("rms-submit-");
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start([(Topics.PaymentReadyForAntifraud, 1)]);
    private RunningRole _payments = null!;

    public async Task InitializeAsync()
    {
        var kafka = new KafkaOptions { Bootstrap = _broker.Bootstrap, Embedded = true };
        _payments = await RunningRole.StartAsync(
            new Role("payments", builder =>
            {
                builder.Services.AddSingleton(kafka);
                builder.AddPayments();
            }, app => app.MapPayments()),
            [new("Store:Data", _data.FullName)]);
    }

    public async Task DisposeAsync()
    {
        await _payments.DisposeAsync();
        _broker.Dispose();
        _data.Delete(recursive: true);
    }

    [Theory]
    [InlineData("pay-1")]
    [InlineData("..")]
    [InlineData("a/b?c=%2F#d e")]
    public async Task Waiting_finds_the_payment_that_was_submitted_whatever_its_id(string id)
    {
        string[] submit = ["submit", "--url", _payments.Http.BaseAddress!.ToString(), "--id", id, "--wallet", "w-1", "--amount", "10"];

        var (accepted, state, _) = await Rms.RunAsync(submit);
        accepted.ShouldBe(0);
        state.ShouldContain("AwaitingAntifraud");

        // There is nobody to decide it.
        var (code, _, error) = await Rms.RunAsync([.. submit, "--created-at", CreatedAt(state), "--wait", "--timeout", "300ms"]);
        error.ShouldContain($"payment '{id}' was not decided within 300ms");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_in_a_line()
    {
        var (code, _, error) = await Rms.RunAsync(
            "submit", "--url", $"http://127.0.0.1:{LoopbackPorts.Free(1)[0]}", "--id", "pay-1", "--wallet", "w-1", "--amount", "10");
        code.ShouldBe(1);
        error.ShouldContain("Connection refused");
        error.ShouldNotContain("   at ");
    }

    // The same payment: a second submission with another time would be another one under the same id.
    private static string CreatedAt(string state) =>
        System.Text.Json.JsonDocument.Parse(state).RootElement.GetProperty("createdAt").GetString()!;
}
