using System.Text;
using CsCheck;
using RmsActors.Contracts;
using RmsActors.Hosting.Csv;
using RmsActors.Kyc.Input;

namespace RmsActors.Kyc.Tests.Input;

public sealed class WalletsCsvTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Wallets_that_are_written_are_read_again() =>
        Gen.Select(Gen.String[Gen.Char["ab\",\r\n é"], 1, 10], Gen.Int[0, 1_000_000]).List[1, 10]
            .Select(wallets => wallets.DistinctBy(wallet => wallet.Item1, StringComparer.Ordinal).Select(wallet => new WalletScore(wallet.Item1, wallet.Item2 / 10_000m)).ToList())
            .Sample(
                wallets =>
                {
                    WalletsCsv.Write(_file, wallets);
                    WalletsCsv.Read(_file).ShouldBe(wallets);
                },
                iter: 1_000,
                threads: 1);

    [Theory]
    [InlineData("-1")]
    [InlineData("100.01")]
    [InlineData("1e1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("12,5")]
    [InlineData("NaN")]
    [InlineData("")]
    public void A_bad_score_is_told_with_its_line(string score)
    {
        Write($"score,wallet_id\n\"{score}\",w\n");

        Should.Throw<InputException>(() => WalletsCsv.Read(_file)).Message.ShouldBe($"{_file}: line 2, column score: '{score}': expected {FieldRules.ScoreExpected}");
    }

    [Fact]
    public void A_wallet_that_comes_twice_is_bad_and_ids_are_compared_ordinally()
    {
        Write("wallet_id,score\nw,1\nW,2\nw ,3\n\"w\",1\n,5\n");

        Should.Throw<InputException>(() => WalletsCsv.Read(_file)).Message.ShouldBe(
            $"{_file}: line 5, column wallet_id: 'w': expected a wallet that is not on line 2 already{Environment.NewLine}"
            + $"{_file}: line 6, column wallet_id: '': expected {FieldRules.TextExpected}");
    }

    private void Write(string text) => File.WriteAllText(_file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
