using Microsoft.Extensions.Configuration;
using RmsActors.Testing;

namespace RmsActors.Hosting.Tests;

public class DatabaseTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task Each_store_is_a_file_of_the_data_folder_which_is_made()
    {
        var options = await stores.CreateAsync(DatabaseKind.Sqlite);
        options.Data = Path.Combine(options.Data, "deeper", "still");

        await using var database = Database.Of(options, "kyc");
        await (await database.OpenAsync()).DisposeAsync();

        database.Kind.ShouldBe(DatabaseKind.Sqlite);
        File.Exists(Path.Combine(options.Data, "kyc.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine((await stores.CreateAsync(DatabaseKind.Sqlite)).Data, "a file");
        await File.WriteAllTextAsync(file, "");

        Should.Throw<OptionsException>(() => Database.Of(new StoreOptions { Data = file }, "kyc"))
            .Message.ShouldStartWith($"Store:Data = '{file}': expected a folder that can be made and written: ");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("Host=db;Hots=x;Password=hush")]
    [InlineData("Host=db;Port=x;Password=hush")]
    [InlineData("Database=rms;Password=hush")]
    public void A_connection_string_that_is_none_is_refused_without_showing_its_password(string text)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Store:Postgres", text)]).Build();
        var refused = Should.Throw<OptionsException>(() => ValidatedOptions.Read<StoreOptions>(settings, StoreOptions.Section));

        refused.Message.ShouldStartWith("Store:Postgres: expected an Npgsql connection string, such as Host=db;Database=rms;Username=rms: ");
        refused.Message.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("Host=db;Password=ab;hush=x", "what follows the password is no keyword; a password that holds a semicolon is put in quotes")]
    [InlineData("Host=db;SSL Password=ab;hush=x", "what follows the password is no keyword")]
    [InlineData("Host=db;pwd=ab;hush", "does not conform")]
    [InlineData("Usernam=x;Password=ab;hush=x", "Usernam")]
    [InlineData("Host=db;Password=hush;Port=x", "port")]
    public void No_part_of_a_password_is_shown_and_what_else_is_wrong_is(string text, string reason)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Store:Postgres", text)]).Build();
        var message = Should.Throw<OptionsException>(() => ValidatedOptions.Read<StoreOptions>(settings, StoreOptions.Section)).Message;

        message.ShouldContain(reason, Case.Insensitive);
        message.ShouldNotContain("hush");
    }
}
