using IxpServer.Api.Configuration;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>The port that only those who watch the server are let through to.</summary>
internal static class MetricsPort
{
    private const string KestrelEndpoints = "Kestrel:Endpoints";

    /// <summary>Where it listens for them; null where they have no port of their own.</summary>
    internal static string? Address(IConfiguration configuration)
    {
        if (MetricsOptions.Read(configuration) is not { Enabled: true, Port: { } port })
        {
            return null;
        }

        var host = configuration["Ixp:Server:Host"] ?? "*";
        host = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        return $"http://{host}:{port}";
    }

    /// <summary>Listens there too, on the same addresses as <c>HOST</c> says. Call it when all others are settled.</summary>
    internal static void ListenForMetrics(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (Address(configuration) is not { } address)
        {
            return;
        }

        if (configuration.GetSection(KestrelEndpoints).GetChildren().Any())
        {
            // These replace all other addresses.
            configuration[$"{KestrelEndpoints}:Metrics:Url"] = address;
            return;
        }

        var urls = ListenAddress.OfFramework(configuration);
        var port = BindingAddress.Parse(address).Port;
        if (urls.Any(url => BindingAddress.Parse(url).Port == port))
        {
            builder.AddStartFaults([
                $"METRICS_PORT ({MetricsOptions.Section.Replace(":", "__", StringComparison.Ordinal)}__Port): found "
                    + $"'{port}', which the server itself listens on; allowed: another port",
            ]);
            return;
        }

        builder.ListenOnly([.. urls, address]);
    }
}
