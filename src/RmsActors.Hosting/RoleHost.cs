using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RmsActors.Hosting;

/// <summary>
/// Runs a role: configuration, log, health, counters and a way to end that are the same for all. Once the role can do its
/// work, one line on standard output says <c>ready NAME URL</c>; the log goes to standard error.
/// </summary>
public static class RoleHost
{
    /// <summary>Starts the role, waits until it is to end, and ends it.</summary>
    /// <param name="role">What to run.</param>
    /// <param name="configuration">Where its settings come from.</param>
    /// <param name="output">Takes the ready line.</param>
    /// <param name="cancel">Ends it gracefully, as SIGTERM and Ctrl-C do.</param>
    /// <returns>The process's exit code; see <see cref="ExitCode"/>.</returns>
    /// <exception cref="ValidationException">A setting cannot be used.</exception>
    public static async Task<int> RunAsync(Role role, IConfiguration configuration, TextWriter output, CancellationToken cancel = default)
    {
        await using var app = Build(role, configuration);
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        await using var asked = cancel.Register(lifetime.StopApplication);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(role.Name);
        try
        {
            await app.StartAsync(CancellationToken.None);
            var announced = AnnounceAsync(app, role, output, lifetime.ApplicationStopping);
            await app.WaitForShutdownAsync(CancellationToken.None);
            await announced;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to end while it was starting, or the limit of the shutdown has passed: each is told apart below.
            logger.LogInformation("Ended before everything had started, or before everything had stopped");
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw app.Services.GetRequiredService<HttpOptions>().Unusable(taken);
        }
        catch (Exception unavailable) when (unavailable is not ValidationException)
        {
            if (OptionsProblem(unavailable) is { } problem)
            {
                throw problem;
            }

            // The boundary of the process: told here, and by the exit code.
            var outage = Outage.Of(unavailable);
            logger.LogCritical(
                outage is null ? unavailable : null, "This process cannot start or stop as it should and ends: {Cause}", outage ?? unavailable.GetBaseException().Message);
            logger.LogDebug(unavailable, "Where that was noticed");
            return ExitCode.Failure;
        }

        var failed = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true });
        return failed || app.Services.GetRequiredService<ProcessFate>().Cause is not null ? ExitCode.Failure : ExitCode.Success;
    }

    private static WebApplication Build(Role role, IConfiguration configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = role.Name });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddRoleConsole(configuration);
        var http = builder.Services.AddValidatedOptions<HttpOptions>(builder.Configuration, HttpOptions.Section);
        var endPoint = http.FreeEndPoint();
        builder.Services.AddValidatedOptions<StoreOptions>(builder.Configuration, StoreOptions.Section);
        builder.Services.AddRouting();
        var access = ValidatedOptions.Read<AccessOptions>(builder.Configuration, AccessOptions.Section);
        builder.Services.AddAccess(access, HttpOptions.HostKey, endPoint, http.MaxRequestsPerSecond);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Counters>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<ProcessFate>();
        builder.Services.AddSingleton<IHostLifetime, RoleHostLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = http.MaxRequestBytes;
            kestrel.Listen(endPoint);
        });
        role.Add(builder);

        var app = builder.Build();
        app.UseAccess();
        app.MapRoleEndpoints();
        role.Map?.Invoke(app);
        return app;
    }

    private static async Task AnnounceAsync(WebApplication app, Role role, TextWriter output, CancellationToken stopping)
    {
        try
        {
            await app.Services.GetRequiredService<Readiness>().WhenReadyAsync().WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await output.WriteLineAsync($"ready {role.Name} {url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)}");
        await output.FlushAsync(CancellationToken.None);
    }

    // Several services that fail together are reported as one exception.
    private static ValidationException? OptionsProblem(Exception exception) =>
        (exception as AggregateException)?.Flatten().InnerExceptions.OfType<ValidationException>().FirstOrDefault();
}
