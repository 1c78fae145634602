using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RmsActors.Hosting;

/// <summary>Adds the management endpoint to a role.</summary>
public static class ManagementHostingExtensions
{
    /// <summary>Before the role's other hosted services, so that it starts first and ends last.</summary>
    /// <param name="endpoints">What it serves.</param>
    /// <exception cref="OptionsException">A setting cannot be used, or the endpoint would be open to anybody.</exception>
    public static ManagementOptions AddManagement(this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, ManagementEndpoints> endpoints)
    {
        var options = services.AddValidatedOptions<ManagementOptions>(configuration, ManagementOptions.Section);

        // Only to be told before anything starts; the server adds it to its own services.
        new ServiceCollection().AddAccess(
            ValidatedOptions.Read<AccessOptions>(configuration, AccessOptions.Section), ManagementOptions.HostKey, options.FreeEndPoint(), options.MaxRequestsPerSecond);
        services.AddSingleton(endpoints);
        services.AddSingleton<ManagementServer>();
        services.AddHostedService(provider => provider.GetRequiredService<ManagementServer>());
        return options;
    }
}
