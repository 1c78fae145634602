using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Payments;

/// <summary><c>POST /payments</c>, <c>GET /payments/{id}</c>, <c>GET /payment-counts</c>.</summary>
internal static class PaymentEndpoints
{
    private const string Path = "/payments/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/payments", PostAsync);
        // The id is taken from the raw path: routing would decode an escaped slash one way and others another way.
        routes.MapGet("/payments/{**id}", GetAsync);
        routes.MapGet("/payment-counts", CountAsync);
    }

    private static async Task PostAsync(HttpContext context, PaymentIntake intake, Counters counters)
    {
        var (payment, problem) = MessageCodec.DecodePaymentDetails(await BodyAsync(context));
        if (payment is null)
        {
            counters.Add("paymentsRefused");
            await ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        try
        {
            var result = await intake.AcceptAsync(payment, context.RequestAborted);
            if (result == AcceptResult.OtherContent)
            {
                await ProblemAsync(context, StatusCodes.Status409Conflict, $"payment '{payment.PaymentId}' was accepted before with other content, which stands");
                return;
            }

            context.Response.StatusCode = result == AcceptResult.Accepted ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            context.Response.Headers.Location = Path + Uri.EscapeDataString(payment.PaymentId);
            await JsonAsync(context, writer => writer.WriteString("paymentId", payment.PaymentId));
        }
        catch (Exception unavailable) when (unavailable is DbException or TimeoutException)
        {
            await UnavailableAsync(context, unavailable);
        }
    }

    private static async Task GetAsync(HttpContext context, PaymentStore store)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var id = Uri.UnescapeDataString(raw[(raw.IndexOf(Path, StringComparison.Ordinal) + Path.Length)..]);
        try
        {
            if (await store.FindAsync(id, context.RequestAborted) is not { } payment)
            {
                await ProblemAsync(context, StatusCodes.Status404NotFound, $"no payment '{id}'");
                return;
            }

            await JsonAsync(context, writer => Write(writer, payment));
        }
        catch (Exception unavailable) when (unavailable is DbException or TimeoutException)
        {
            await UnavailableAsync(context, unavailable);
        }
    }

    private static async Task CountAsync(HttpContext context, PaymentStore store)
    {
        try
        {
            var counts = await store.CountAsync(context.RequestAborted);
            await JsonAsync(context, writer =>
            {
                foreach (var (status, count) in counts)
                {
                    writer.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(status.ToString()), count);
                }
            });
        }
        catch (Exception unavailable) when (unavailable is DbException or TimeoutException)
        {
            await UnavailableAsync(context, unavailable);
        }
    }

    // One byte more than is allowed tells that there is more.
    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        var buffer = new byte[Topics.MaxValueBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        return buffer[..length];
    }

    private static void Write(Utf8JsonWriter writer, StoredPayment payment)
    {
        using var details = JsonDocument.Parse(MessageCodec.Encode(payment.Details));
        foreach (var member in details.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteString("status", payment.Status.ToString());
        writer.WriteString("acceptedAt", payment.AcceptedAt);
        if (payment is { DecidedAt: { } decidedAt, Decision: { } decision })
        {
            writer.WriteString("decidedAt", decidedAt);
            writer.WritePropertyName("decision");
            writer.WriteRawValue(decision);
        }
    }

    private static Task UnavailableAsync(HttpContext context, Exception cause)
    {
        context.Response.Headers.RetryAfter = "1";
        return ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, $"the payment database cannot be used now: {cause.Message}");
    }

    private static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, writer => writer.WriteString("error", detail));
    }

    private static async Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> members)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}
