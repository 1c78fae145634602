using System.Diagnostics;
using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>One trace from the submission to the decision applied, across all roles.</summary>
[Collection(nameof(InThisProcess))]
public class TraceTests
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly string[] s_path =
    [
        "send PAYMENT-READY-FOR-ANTIFRAUD", "process PAYMENT-READY-FOR-ANTIFRAUD", "process PAYMENT-DETAILS", "persist",
        "send WALLET-KYC-REQUEST", "process WALLET-KYC-REQUEST", "process WALLET-KYC-RESPONSE", "process PAY-DECISION",
    ];

    [Fact]
    public async Task A_payment_is_one_trace_from_its_submission_to_its_decision_across_all_roles()
    {
        using var spans = new RecordedSpans();
        await using var system = await WholeSystem.StartAsync();

        // The first names a trace of its own; the others begin one each, which must not be mixed up in any batch.
        string[] ids = [.. Enumerable.Range(0, 20).Select(n => $"pay-{n}")];
        await Task.WhenAll(ids.Select((id, n) => SubmitAsync(system, id, n == 0 ? Caller : null)));
        foreach (var id in ids)
        {
            await Eventually.TrueAsync(
                () => spans.Of(id).Any(span => span.OperationName == "process PAY-DECISION"), "its decision is applied", TimeSpan.FromSeconds(60));
        }

        var traces = ids.Select(id => Trace(spans.Of(id))).ToList();
        traces[0].ShouldBe(Caller[3..35]);
        traces.Distinct().Count().ShouldBe(ids.Length);
    }

    [Fact]
    public async Task A_trace_outlives_a_node()
    {
        using var spans = new RecordedSpans();
        await using var system = await WholeSystem.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 60).Select(n => $"left-{n}")];
        await Task.WhenAll(ids.Select(id => SubmitAsync(system, id, null)));
        await system.StopNodeAsync(1);
        foreach (var id in ids)
        {
            await Eventually.TrueAsync(
                () => spans.Of(id).Any(span => span.OperationName == "process PAY-DECISION"), "its decision is applied", TimeSpan.FromSeconds(60));
            var applied = spans.Of(id).First(span => span.OperationName == "process PAY-DECISION");
            applied.TraceId.ShouldBe(spans.Of(id)[0].TraceId);
        }
    }

    // Every step is there, all of one trace, and each but the first has a parent among the others.
    private static string Trace(IReadOnlyList<Activity> spans)
    {
        foreach (var step in s_path)
        {
            spans.ShouldContain(span => span.OperationName == step, string.Join(", ", spans.Select(span => span.OperationName)));
        }

        var known = spans.Select(span => span.SpanId).ToHashSet();
        spans[0].Source.Name.ShouldBe("Microsoft.AspNetCore");
        spans.Skip(1).ShouldAllBe(span => known.Contains(span.ParentSpanId));
        spans.Select(span => span.Source.Name).Distinct().ShouldBe(
            ["Microsoft.AspNetCore", "RmsActors.Payments", "RmsActors.Antifraud", "RmsActors.Rms", "RmsActors.Kyc"], ignoreOrder: true);
        return spans.Select(span => span.TraceId.ToHexString()).Distinct().ShouldHaveSingleItem();
    }

    private static async Task SubmitAsync(WholeSystem system, string id, string? trace)
    {
        var details = new PaymentDetails(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments")
        {
            Content = new ByteArrayContent(MessageCodec.Encode(details)),
        };
        if (trace is not null)
        {
            request.Headers.Add("traceparent", trace);
        }

        (await system.Payments.Http.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
