namespace IxpServer.Api.Configuration;

/// <summary>
/// What must hold before the server starts. Every part that reads the configuration adds its own check, and all of
/// them run before any fault is told: whoever mends one fault should not meet the next at the next start.
/// </summary>
internal static class StartChecks
{
    /// <summary>Adds a check.</summary>
    /// <param name="services">Where checks are kept.</param>
    /// <param name="run">Throws a <see cref="ConfigurationException"/> with everything that is wrong.</param>
    internal static IServiceCollection AddStartCheck(
        this IServiceCollection services,
        Func<IServiceProvider, CancellationToken, Task> run
    ) => services.AddSingleton(new Check(run));

    /// <summary>Adds a service whose making is the check.</summary>
    internal static IServiceCollection AddStartCheck<T>(this IServiceCollection services)
        where T : notnull =>
        services.AddStartCheck(
            (provider, _) =>
            {
                provider.GetRequiredService<T>();
                return Task.CompletedTask;
            }
        );

    /// <summary>Adds faults that were found while the services were registered.</summary>
    internal static WebApplicationBuilder AddStartFaults(
        this WebApplicationBuilder builder,
        IReadOnlyList<string> faults
    )
    {
        if (faults.Count > 0)
        {
            builder.Services.AddStartCheck((_, _) => throw new ConfigurationException(faults));

            // What could not be registered for a fault would be missed first, and hide what the other checks find.
            builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = false);
        }

        return builder;
    }

    /// <summary>Reads settings that services are registered by. What is wrong with them becomes start faults.</summary>
    /// <param name="builder">Has the configuration.</param>
    /// <param name="read">Throws a <see cref="ConfigurationException"/> with everything that is wrong.</param>
    /// <returns>Null when something is: the server does not start.</returns>
    internal static T? ReadSettings<T>(this WebApplicationBuilder builder, Func<IConfiguration, T> read)
        where T : class
    {
        T? settings = null;
        builder.AddStartFaults(ConfigurationException.FaultsOf(() => settings = read(builder.Configuration)));
        return settings;
    }

    /// <summary>Runs every check. Call it before anything is mapped: endpoints rely on what was checked.</summary>
    /// <exception cref="ConfigurationException">The faults of all checks.</exception>
    internal static async Task CheckStartAsync(this WebApplication app)
    {
        var faults = new List<string>();
        foreach (var check in app.Services.GetServices<Check>())
        {
            try
            {
                await check.Run(app.Services, app.Lifetime.ApplicationStopping);
            }
            catch (ConfigurationException refused)
            {
                faults.AddRange(refused.Faults);
            }
        }

        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }
    }

    private sealed record Check(Func<IServiceProvider, CancellationToken, Task> Run);
}
