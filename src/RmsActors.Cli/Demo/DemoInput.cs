using System.Globalization;
using System.Text;
using CsvHelper;
using RmsActors.Cli.Input;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Kyc;
using RmsActors.Kyc.Input;

namespace RmsActors.Cli.Demo;

/// <summary>The payments of a run, and the wallets that KYC knows: read from files, or generated.</summary>
/// <param name="Payments">In their order.</param>
/// <param name="Wallets">Null: those of <paramref name="WalletsFile"/>.</param>
internal sealed record DemoInput(IReadOnlyList<PaymentDetails> Payments, IReadOnlyList<WalletScore>? Wallets, string? WalletsFile)
{
    /// <summary>Reads or generates what the options ask for.</summary>
    /// <exception cref="OptionsException">A file cannot be used; one line for each bad line.</exception>
    public static DemoInput Read(DemoOptions options)
    {
        var problems = new List<string>();
        var samples = Path.Combine(AppContext.BaseDirectory, "Samples");
        var useSample = options.Payments is null && options.Input is null;
        var payments = options.Payments is { } count
            ? SamplePayments.Generate(options.Seed, count)
            : Checked("--input", options.Input ?? Path.Combine(samples, "payments.csv"), PaymentsCsv.Read);
        var walletsFile = options.Wallets ?? (useSample ? Path.Combine(samples, "wallets.csv") : null);
        if (walletsFile is not null)
        {
            Checked("--wallets", walletsFile, WalletsCsv.Read);
        }

        return problems.Count == 0
            ? new DemoInput(payments, walletsFile is null ? SamplePayments.Wallets(options.Seed, payments) : null, walletsFile)
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

    /// <summary>Where KYC finds the wallets; generated ones are written to the data folder, where a person finds them too.</summary>
    public string WalletsIn(string folder)
    {
        if (Wallets is null)
        {
            return Path.GetFullPath(WalletsFile!);
        }

        var path = Path.Combine(folder, "wallets.csv");
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        using var rows = CsvWriter.Create(file, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        rows.WriteRecord(["wallet_id", "score"]);
        foreach (var wallet in Wallets)
        {
            rows.WriteRecord([wallet.WalletId, wallet.Score.ToString(CultureInfo.InvariantCulture)]);
        }

        return path;
    }
}
