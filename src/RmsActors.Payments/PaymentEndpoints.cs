using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Payments;

/// <summary><c>POST /payments</c>, <c>GET /payments/{id}</c>, <c>GET /payment-counts</c>.</summary>
internal static class PaymentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(PaymentAddress.Payments, PostAsync).RequireAuthorization(AccessPolicies.Operate);
        routes.MapGet(PaymentAddress.Payments, GetAsync);
        routes.MapGet(PaymentAddress.Payments + "/{**id}", GetAsync);
        routes.MapGet(PaymentAddress.Counts, CountAsync);
    }

    // 201 once it is committed, 200 where it was before; 400, 409 and 503 say why not.
    private static async Task PostAsync(HttpContext context, PaymentIntake intake, Counters counters)
    {
        var (payment, problem) = MessageCodec.DecodePaymentDetails(await BodyAsync(context));
        if (payment is null)
        {
            counters.Add("paymentsRefused");
            await ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        // The web server's own: it takes up a caller's trace, or begins one.
        var trace = Activity.Current?.SetPayment(payment.PaymentId);
        try
        {
            var (result, stored) = await intake.AcceptAsync(payment, trace?.Id, context.RequestAborted);
            if (result == AcceptResult.OtherContent)
            {
                var differences = string.Join(", ", PaymentContent.Differences(payment, stored.Details));
                await ProblemAsync(context, StatusCodes.Status409Conflict, $"payment '{payment.PaymentId}' was accepted before with other content, which stands; different: {differences}");
                return;
            }

            context.Response.StatusCode = result == AcceptResult.Accepted ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            context.Response.Headers.Location = PaymentAddress.Of(payment.PaymentId);
            await JsonAsync(context, writer => Write(writer, stored));
        }
        catch (DbException refusal) when (DatabaseRefusal.IsOfValue(refusal))
        {
            counters.Add("paymentsRefused");
            await ProblemAsync(context, StatusCodes.Status400BadRequest, DatabaseRefusal.Reason(refusal));
        }
        catch (Exception unavailable) when (unavailable is DbException or TimeoutException)
        {
            await UnavailableAsync(context, unavailable);
        }
    }

    private static async Task GetAsync(HttpContext context, PaymentStore store)
    {
        var id = PaymentAddress.IdOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        try
        {
            // What can be no id is not asked for: a database may refuse the very question.
            var payment = FieldRules.IsPaymentId(id) ? await store.FindAsync(id!, context.RequestAborted) : null;
            if (payment is null)
            {
                await ProblemAsync(context, StatusCodes.Status404NotFound, $"no payment '{id}'");
                return;
            }

            await JsonAsync(context, writer => Write(writer, payment));
        }
        catch (DbException refusal) when (DatabaseRefusal.IsOfValue(refusal))
        {
            // What the database has no characters for, it does not hold.
            await ProblemAsync(context, StatusCodes.Status404NotFound, $"no payment '{id}'");
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
