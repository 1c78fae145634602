using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms payments</c>: takes payments in.</summary>
internal static class PaymentsVerb
{
    public static Command Create(Func<Role, Role>? with = null) => RoleVerb.Create(
        new Role("payments", builder => builder.AddPayments(), app => app.MapPayments()),
        with,
        "Runs the payments service: POST /payments, GET /payments/{id}, GET /payment-counts.",
        SettingOption.Of<PaymentsOptions>(
            "--announce-undecided", PaymentsOptions.Section, nameof(PaymentsOptions.AnnounceUndecidedAtStart), "", "Announce undecided payments again at the start, for a broker that has forgotten them."));
}
