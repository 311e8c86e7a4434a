using IxpServer.Api.Configuration;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Hosting.Logging;
using IxpServer.Hosting.Secrets;

namespace IxpServer.Api.Start;

/// <summary>Makes the host's builder: environment, content root, settings and address.</summary>
internal static class IxpHost
{
    /// <summary>A secret that the database's part reads by itself, since the migration service has it too.</summary>
    internal const string DatabaseUrl = "DATABASE_URL";

    internal static async Task<WebApplicationBuilder> CreateBuilderAsync(string[] args)
    {
        var builder = CreateOwnBuilder(args);
        var (secrets, faults) = await FindSecretsAsync(builder.Configuration);
        VariableAliases.AddTo(builder.Configuration, secrets);
        builder.TellOfServiceLinks();
        builder.AddStartFaults(faults);
        builder.AddStartFaults(ConfigurationCheck.Run(builder.Configuration, builder.Environment));
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

    /// <summary>What is set by its .NET name needs no source.</summary>
    private static async Task<(IReadOnlyDictionary<string, string>, IReadOnlyList<string>)> FindSecretsAsync(
        ConfigurationManager configuration
    )
    {
        var wanted = Settings
            .All.Where(setting => setting.IsSecret && string.IsNullOrEmpty(configuration[setting.Key]))
            .Select(setting => setting.Variable);
        using var chain = new SecretChain(configuration);
        return await chain.FindAsync(
            string.IsNullOrEmpty(configuration.GetConnectionString("ixpdb")) ? wanted.Append(DatabaseUrl) : wanted
        );
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
