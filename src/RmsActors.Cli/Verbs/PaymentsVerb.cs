using System.CommandLine;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms payments</c>: takes payments in, and tells what became of them.</summary>
internal static class PaymentsVerb
{
    public static Command Create() => RoleVerb.Create(
        new Role("payments", builder => builder.AddPayments(), app => app.MapPayments()),
        "Takes payments in over HTTP (POST /payments, GET /payments/{id}), stores and announces them.");
}
