using IxpServer.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.AppHost.Stores;

/// <summary>What PostgreSQL and Redis as plain processes have in common.</summary>
internal static class LocalStores
{
    /// <summary>The endpoint's name, as of Aspire's containers.</summary>
    internal const string Endpoint = "tcp";

    /// <summary>
    /// Where they keep their data: what <c>--data</c> names, else a place of this user's. PostgreSQL refuses root and then runs
    /// as the user <c>postgres</c>, who may not look into root's home.
    /// </summary>
    internal static string DataDirectory(IConfiguration configuration)
    {
        var directory = configuration["data"] is { Length: > 0 } configured
            ? Path.GetFullPath(configured)
            : Path.Combine(
                Environment.IsPrivilegedProcess
                    ? "/var/lib"
                    : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
                "ixp-server"
            );
        Modes.CreateDirectory(directory, Modes.Passable);
        return directory;
    }

    /// <summary>Says whether it answers, by a check that asks at its address.</summary>
    /// <param name="resource">The store.</param>
    /// <param name="add">Adds the check, given where the address is read and the check's name.</param>
    internal static IResourceBuilder<T> WithHealthOf<T>(
        this IResourceBuilder<T> resource,
        Action<IHealthChecksBuilder, Func<string>, string> add
    )
        where T : IResourceWithConnectionString
    {
        // Known when the endpoint is, which is before the first check.
        string? address = null;
        var key = $"{resource.Resource.Name}_check";
        add(resource.ApplicationBuilder.Services.AddHealthChecks(), () => address!, key);
        return resource
            .OnConnectionStringAvailable(
                async (store, _, cancel) => address = await store.GetConnectionStringAsync(cancel)
            )
            .WithHealthCheck(key);
    }
}
