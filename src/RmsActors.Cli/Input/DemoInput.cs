using System.Globalization;
using CsvHelper;
using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using RmsActors.Hosting.Csv;
using RmsActors.Kyc;
using RmsActors.Kyc.Input;

namespace RmsActors.Cli.Input;

/// <summary>What a demo run works on: the files that were named, or what is generated, or the sample that is shipped.</summary>
internal sealed record DemoInput(IReadOnlyList<PaymentDetails> Payments, IReadOnlyList<WalletScore> Wallets)
{
    private static string Sample(string file) => Path.Combine(AppContext.BaseDirectory, "Samples", file);

    /// <summary>Reads and checks all of it before anything is started.</summary>
    /// <exception cref="InputException">A file is bad; both files' bad lines are in it.</exception>
    public static DemoInput Read(DemoOptions options)
    {
        var sample = options.Input is null && options.Payments is null;
        var payments = options.Payments is { } count ? SamplePayments.Generate(options.Seed, count) : PaymentsCsv.Read(options.Input ?? Sample("payments.csv"));
        var wallets = options.Wallets ?? (sample ? Sample("wallets.csv") : null);
        return new DemoInput(payments, wallets is null ? SamplePayments.Wallets(options.Seed, payments) : WalletsCsv.Read(wallets));
    }

    /// <summary>Writes the wallets where KYC imports them from.</summary>
    /// <returns>The file.</returns>
    public string WriteWallets(string folder)
    {
        var file = Path.Combine(folder, "wallets.csv");
        using var output = new StreamWriter(file);
        using var rows = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        rows.WriteRecord(["wallet_id", "score"]);
        foreach (var wallet in Wallets)
        {
            rows.WriteRecord([wallet.WalletId, wallet.Score.ToString(CultureInfo.InvariantCulture)]);
        }

        return file;
    }
}
