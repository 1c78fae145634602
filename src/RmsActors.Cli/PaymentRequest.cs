using System.Net.Http.Headers;
using RmsActors.Contracts;

namespace RmsActors.Cli;

/// <summary>A payment as POST /payments takes it: JSON, like on the topics.</summary>
internal static class PaymentRequest
{
    public static HttpContent ContentOf(PaymentDetails payment) => new ByteArrayContent(MessageCodec.Encode(payment))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
    };
}
