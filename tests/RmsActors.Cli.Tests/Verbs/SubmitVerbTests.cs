using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
        error.ShouldContain("--url = 'http://127.0.0.1:");
        error.ShouldContain("is that the payments service");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Another_service_at_the_address_is_doubted()
    {
        await using var other = await RunningRole.StartAsync(new Role("other", _ => { }), [new("Store:Data", _data.FullName)]);
        var (code, _, error) = await Rms.RunAsync("submit", "--url", other.Http.BaseAddress!.ToString(), "--id", "pay-1", "--wallet", "w-1", "--amount", "10");
        code.ShouldBe(1);
        error.ShouldContain("404");
        error.ShouldContain($"--url = '{other.Http.BaseAddress}': is that the payments service");
    }

    [Fact]
    public async Task Waiting_goes_on_while_the_service_is_away_or_cannot_answer_now()
    {
        var answers = 0;
        await using var service = await RunningRole.StartAsync(
            new Role("payments", _ => { }, app =>
            {
                app.MapPost("/payments", () => Results.Json(new { status = "AwaitingAntifraud" }, statusCode: 201));
                app.MapGet("/payments/{id}", async (HttpContext context) =>
                {
                    switch (Interlocked.Increment(ref answers))
                    {
                        case 1:
                            context.Response.StatusCode = 503;
                            break;
                        case 2:
                            context.Abort();
                            break;
                        default:
                            await context.Response.WriteAsJsonAsync(new { status = "Approved" });
                            break;
                    }
                });
            }),
            [new("Store:Data", _data.FullName)]);

        var (code, output, error) = await Rms.RunAsync(
            "submit", "--url", service.Http.BaseAddress!.ToString(), "--id", "pay-1", "--wallet", "w-1", "--amount", "10", "--wait", "--timeout", "20s");

        code.ShouldBe(0, error);
        output.ShouldContain("Approved");
        answers.ShouldBe(3);
    }

    [Fact]
    public async Task What_kept_it_from_asking_is_told_when_the_time_is_up()
    {
        await using var service = await RunningRole.StartAsync(
            new Role("payments", _ => { }, app =>
            {
                app.MapPost("/payments", () => Results.StatusCode(201));
                app.MapGet("/payments/{id}", () => Results.StatusCode(503));
            }),
            [new("Store:Data", _data.FullName)]);

        var (code, _, error) = await Rms.RunAsync(
            "submit", "--url", service.Http.BaseAddress!.ToString(), "--id", "pay-1", "--wallet", "w-1", "--amount", "10", "--wait", "--timeout", "500ms");

        code.ShouldBe(1);
        error.ShouldContain("payment 'pay-1' was not decided within 500ms; the last try: ");
        error.ShouldContain("503");
    }

    // The same payment: a second submission with another time would be another one under the same id.
    private static string CreatedAt(string state) =>
        System.Text.Json.JsonDocument.Parse(state).RootElement.GetProperty("createdAt").GetString()!;
}
