using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Stores;
using RmsActors.Hosting;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms migrate</c>: the schemas, by a database role that owns them, so that the roles need not be able to change any.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var runtime = OptionOf.Text("--runtime-role", "NAME", "The PostgreSQL role that the system runs as: it is given what it needs, of the journal to read and to append.");
        SettingOption[] settings = [CommonSettings.Postgres(), CommonSettings.Data(), CommonSettings.Set()];
        var command = new Command("migrate", "Brings every store's schema up to date, and ends.") { runtime };
        foreach (var setting in settings)
        {
            command.Add(setting.Option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var store = ValidatedOptions.Read<StoreOptions>(Settings.Read(settings.SelectMany(setting => setting.Read(parsed))), StoreOptions.Section);
            var role = parsed.GetValue(runtime);
            if (role is not null && store.Postgres is not { Length: > 0 })
            {
                throw new OptionsException("--runtime-role: expected --postgres as well; SQLite has no roles");
            }

            try
            {
                await AllStores.MigrateAsync(store, NullLogger.Instance, TimeProvider.System, cancel);
                if (role is not null)
                {
                    await RuntimeRole.GrantAsync(store.Postgres!, role, cancel);
                }
            }
            catch (Exception failed) when (failed is DbException or InvalidOperationException or TimeoutException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(failed.Message);
                return ExitCode.Failure;
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(role is null ? "All schemas are up to date." : $"All schemas are up to date, and '{role}' has what the system needs.");
            return ExitCode.Success;
        });
        return command;
    }
}
