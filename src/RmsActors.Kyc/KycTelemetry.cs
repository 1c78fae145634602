using System.Diagnostics;
using RmsActors.Hosting;

namespace RmsActors.Kyc;

/// <summary>What the KYC role tells about itself.</summary>
internal static class KycTelemetry
{
    /// <summary>The role's spans.</summary>
    public static readonly ActivitySource Source = new("RmsActors.Kyc");

    /// <summary>Makes metrics of what the role counts.</summary>
    public static void Publish(Counters counters)
    {
        counters.Publish("rms.kyc.service.requests", "{request}", "Requests that KYC has read, repeated ones among them.", new CountSeries("requests"));
        counters.Publish("rms.kyc.service.replies", "{reply}", "Replies of KYC that the broker has acknowledged, a wrong or second one apart.", new CountSeries("replies"));
    }
}
