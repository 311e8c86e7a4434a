using IxpServer.Api.Configuration;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>The port that only those who watch the server are let through to.</summary>
internal static class MetricsPort
{
    private const string KestrelEndpoints = "Kestrel:Endpoints";

    /// <summary>Where it listens for them; null where they have no port of their own.</summary>
    internal static string? Address(IConfiguration configuration) =>
        MetricsOptions.Read(configuration) is { Enabled: true, Port: { } port }
            ? ListenAddress.On(configuration.Read<ServerOptions>(), port)
            : null;

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
            var setting = SettingReader.SettingOf<MetricsOptions>(nameof(MetricsOptions.Port));
            builder.AddStartFaults([
                setting.Fault($"found '{port}', which the server itself listens on", "another port"),
            ]);
            return;
        }

        builder.ListenOnly([.. urls, address]);
    }
}
