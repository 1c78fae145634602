using RmsActors.Cli.Input;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Kyc;
using RmsActors.Kyc.Input;

namespace RmsActors.Cli.Demo;

/// <summary>The payments of a run, and the wallets that KYC knows: read from files, or generated.</summary>
/// <param name="Payments">In their order.</param>
/// <param name="PaymentsFile">Where they were read; null: they are generated.</param>
/// <param name="Wallets">Null: those of <paramref name="WalletsFile"/>.</param>
internal sealed record DemoInput(IReadOnlyList<PaymentDetails> Payments, string? PaymentsFile, IReadOnlyList<WalletScore>? Wallets, string? WalletsFile)
{
    /// <summary>Reads or generates what the options ask for.</summary>
    /// <exception cref="OptionsException">A file cannot be used; one line for each bad line.</exception>
    public static DemoInput Read(DemoOptions options)
    {
        var problems = new List<string>();
        var samples = Path.Combine(AppContext.BaseDirectory, "Samples");
        var useSample = options.Payments is null && options.Input is null;
        var paymentsFile = options.Input ?? (useSample ? Path.Combine(samples, "payments.csv") : null);
        var payments = paymentsFile is null
            ? SamplePayments.Generate(options.Seed, options.Payments!.Value)
            : Checked("--input", paymentsFile, PaymentsCsv.Read);
        var walletsFile = options.Wallets ?? (useSample ? Path.Combine(samples, "wallets.csv") : null);
        if (walletsFile is not null)
        {
            Checked("--wallets", walletsFile, WalletsCsv.Read);
        }

        return problems.Count == 0
            ? new DemoInput(payments, paymentsFile, walletsFile is null ? SamplePayments.Wallets(options.Seed, payments) : null, walletsFile)
            : throw new OptionsException(string.Join(Environment.NewLine, problems));

        IReadOnlyList<T> Checked<T>(string option, string path, Func<string, IReadOnlyList<T>> read)
        {
            try
            {
                return read(path);
            }
            catch (InputException bad)
            {
                problems.Add(bad.Message);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
            {
                problems.Add($"{option} = '{path}': expected a file that can be read: {unreadable.Message}");
            }

            return [];
        }
    }

    /// <summary>Where KYC finds the wallets. What was generated is written to the data folder, where a person finds it too.</summary>
    public string WalletsIn(string folder)
    {
        if (PaymentsFile is null)
        {
            PaymentsCsv.Write(Path.Combine(folder, "payments.csv"), Payments);
        }

        if (Wallets is null)
        {
            return Path.GetFullPath(WalletsFile!);
        }

        var path = Path.Combine(folder, "wallets.csv");
        WalletsCsv.Write(path, Wallets);
        return path;
    }
}
