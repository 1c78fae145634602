using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RmsActors.Hosting;

/// <summary>Adds what <c>rms log</c> asks for.</summary>
public static class LogInspectionExtensions
{
    /// <summary>After the log's own settings.</summary>
    public static IServiceCollection AddLogInspection(this IServiceCollection services)
    {
        services.AddSingleton<LogTail>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogTail>());
        services.AddSingleton<LogLevels>();
        services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(provider => provider.GetRequiredService<LogLevels>());
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(provider => provider.GetRequiredService<LogLevels>());
        return services;
    }
}
