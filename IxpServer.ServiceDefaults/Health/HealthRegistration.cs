using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts <see cref="SharedHealthChecks"/> before the framework's own.</summary>
internal static class HealthRegistration
{
    private const string Inner = "inner";

    internal static void ShareHealthChecks(this IServiceCollection services)
    {
        var own = services.Single(service =>
            service.ServiceType == typeof(HealthCheckService) && !service.IsKeyedService
        );
        services.Remove(own);
        services.AddKeyedSingleton(typeof(HealthCheckService), Inner, own.ImplementationType!);
        services.AddSingleton<HealthCheckService>(provider => new SharedHealthChecks(
            provider.GetRequiredKeyedService<HealthCheckService>(Inner),
            provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System
        ));
        services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
            {
                var isLess = check.Timeout > TimeSpan.Zero && check.Timeout < SharedHealthChecks.MaxTime;
                check.Timeout = isLess ? check.Timeout : SharedHealthChecks.MaxTime;
            }
        });
    }
}
