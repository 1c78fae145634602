using System.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
namespace RmsActors.Cli.Verbs { 
internal static class PaymentsVerb { public static Command Create() => RoleVerb.Create(new Role("payments", b => {}), "x"); }
internal static class AntifraudVerb { public static Command Create() => RoleVerb.Create(new Role("antifraud", b => {}), "x"); }
internal static class KycVerb { public static Command Create() => RoleVerb.Create(new Role("kyc", b => {}), "x"); }
}
namespace RmsActors.Cli.Demo {
internal sealed class DemoInput { public IReadOnlyList<PaymentDetails> Payments => []; public string WriteWallets(string d) => d; public static DemoInput Read(DemoOptions o) => new(); }
internal sealed class StoredPayments(StoreOptions s) : IAsyncDisposable { public Task<StoredPayment?> FindAsync(string id, CancellationToken c) => Task.FromResult<StoredPayment?>(null); public ValueTask DisposeAsync() => default; public override string ToString() => s.Data; }
}
