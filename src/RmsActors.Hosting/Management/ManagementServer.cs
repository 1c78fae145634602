using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Hosting.Csv;

namespace RmsActors.Hosting;

/// <summary>What a role serves for those who run it.</summary>
/// <param name="Map">Adds the endpoints; each needs <see cref="AccessPolicies.Read"/> unless it says otherwise.</param>
public sealed record ManagementEndpoints(Action<WebApplication> Map);

/// <summary>
/// Serves <see cref="ManagementEndpoints"/> on a port of their own, apart from the role's: from before its other services start until
/// after they have ended, since a node that hangs in between is the one to be looked into.
/// </summary>
public sealed class ManagementServer(ManagementOptions options, AccessOptions access, ManagementEndpoints endpoints, ILoggerFactory loggers) : IHostedService
{
    private const int MaxBodyBytes = 16 * 1024;
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);
    private readonly ILogger _logger = loggers.CreateLogger<ManagementServer>();
    private WebApplication? _app;

    /// <summary>Where it is served, with the port that was taken; null before the start.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var endPoint = options.FreeEndPoint();
        _app = Build(endPoint);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw ListeningPort.Unusable(ManagementOptions.PortKey, endPoint.Port, endPoint.Address.ToString(), taken);
        }

        Address = new Uri(_app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        _logger.LogInformation("Management at {Address}", Address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
            await _app.DisposeAsync();
        }
    }

    private WebApplication Build(IPEndPoint endPoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddRouting();
        builder.Services.AddAccess(access, ManagementOptions.HostKey, endPoint, options.MaxRequestsPerSecond);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(endPoint);
        });
        var app = builder.Build();
        app.UseAccess();
        app.Use(LogCommandAsync);
        endpoints.Map(app);
        return app;
    }

    // Who had the node do what must be known afterwards. What is only looked at is not written down.
    private Task LogCommandAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            _logger.LogInformation(
                "{Method} {Path}{Query} by {Caller} at {Address}",
                context.Request.Method, context.Request.Path.ToUriComponent(), context.Request.QueryString.ToUriComponent(),
                Shown.Of(context.User.FindFirst("sub")?.Value ?? context.User.Identity?.AuthenticationType ?? "a program of this machine"), context.Connection.RemoteIpAddress);
        }

        return next(context);
    }

    // Signals are the process's; this server ends with its owner.
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
