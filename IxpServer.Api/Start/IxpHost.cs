using IxpServer.Api.Configuration;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api.Start;

/// <summary>Makes the host's builder: environment, content root, settings and address.</summary>
internal static class IxpHost
{
    internal static async Task<WebApplicationBuilder> CreateBuilderAsync(string[] args, IReadOnlyList<Setting> settings)
    {
        var builder = CreateOwnBuilder(args);
        builder.AddStartFaults(await builder.AddSettingsAsync(settings));
        builder.ReportServiceLinks(settings);
        builder.AddStartFaults(LogOptions.FindFaults(builder.Configuration, builder.Environment));
        if (ListenAddress.Find(builder.Configuration) is { } address)
        {
            builder.ListenOnly(address);
        }

        var wrongAddresses = ListenAddress.FindFaults(builder.Configuration, builder.Environment.ContentRootPath);
        builder.AddStartFaults(wrongAddresses);
        if (wrongAddresses.Count is 0)
        {
            builder.ListenForMetrics();
        }

        builder.SilenceFailedStart();
        builder.DrainOnSignals();
        return builder;
    }

    /// <summary>A builder with the settings that need no source of secrets.</summary>
    /// <exception cref="ConfigurationException">There is no such content root, or a settings file cannot be read.</exception>
    internal static WebApplicationBuilder CreateOwnBuilder(string[] args)
    {
        try
        {
            // Without IIS and HTTP/3, which would cost memory and are not used.
            var builder = WebApplication.CreateSlimBuilder(
                new WebApplicationOptions
                {
                    Args = args,
                    EnvironmentName = EnvironmentFromAlias(),
                    ContentRootPath = ContentRoot(args),
                }
            );
            builder.WebHost.UseKestrelHttpsConfiguration();
            return builder;
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new ConfigurationException([
                $"The content root (--contentRoot, ASPNETCORE_CONTENTROOT) must be a directory: {fault.Message}",
            ]);
        }
        catch (InvalidDataException fault)
        {
            throw new ConfigurationException([$"{fault.Message} {fault.GetBaseException().Message}"]);
        }
    }

    /// <summary><c>NODE_ENV</c>, where neither of .NET's own variables names the environment.</summary>
    private static string? EnvironmentFromAlias()
    {
        var own =
            Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        return own is null
            ? Environment.GetEnvironmentVariable("NODE_ENV")?.ToUpperInvariant() switch
            {
                "DEVELOPMENT" => "Development",
                "TEST" or "TESTING" => "Testing",
                "STAGING" => "Staging",
                _ => null,
            }
            : null;
    }

    /// <summary>
    /// What <c>--contentRoot</c> or the variable says, else the working directory when it holds the server's files, else the
    /// directory of its program.
    /// </summary>
    private static string? ContentRoot(string[] args) =>
        Directory.Exists("wwwroot")
        || args.Any(arg => arg.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
        || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is not null
            ? null
            : AppContext.BaseDirectory;
}
