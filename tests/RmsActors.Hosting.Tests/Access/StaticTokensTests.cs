using Microsoft.Extensions.Time.Testing;

namespace RmsActors.Hosting.Tests.Access;

public sealed class StaticTokensTests : IDisposable
{
    private static readonly string Old = new('a', 32);
    private static readonly string New = new('b', 32);
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_token_is_replaced_while_both_are_taken()
    {
        File.WriteAllText(_file, Old);
        var tokens = new StaticTokens("key", _file, _time);
        (tokens.Contains(Old), tokens.Contains(New), tokens.Contains(Old[1..])).ShouldBe((true, false, false));

        File.WriteAllLines(_file, [Old, New]);
        _time.Advance(TimeSpan.FromSeconds(6));
        (tokens.Contains(Old), tokens.Contains(New)).ShouldBe((true, true));

        File.WriteAllLines(_file, [New]);
        _time.Advance(TimeSpan.FromSeconds(6));
        (tokens.Contains(Old), tokens.Contains(New)).ShouldBe((false, true));
    }

    [Fact]
    public void A_file_that_is_just_being_replaced_changes_nothing()
    {
        File.WriteAllText(_file, Old);
        var tokens = new StaticTokens("key", _file, _time);
        File.WriteAllText(_file, "");
        _time.Advance(TimeSpan.FromSeconds(6));
        tokens.Contains(Old).ShouldBeTrue();
    }
}
