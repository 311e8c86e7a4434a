using System.Net;
using System.Net.Security;
using IxpServer.Api.Configuration;
using IxpServer.Api.Operations.Metrics;

namespace IxpServer.Api.Start;

/// <summary>
/// Asks the server of the same machine and settings whether it is ready: the health check of a container that has neither
/// a shell nor curl.
/// </summary>
internal static class HealthCheckCommand
{
    /// <summary>The argument that asks for it.</summary>
    internal const string Option = "--health-check";

    private const string Path = "/ready";

    /// <summary>Longer than the server takes to find out about what hangs, shorter than probes usually wait.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <returns>The exit code: 0 when it is ready, else 1, with the reason on the error stream.</returns>
    /// <exception cref="ConfigurationException">The settings cannot be read.</exception>
    internal static async Task<int> RunAsync(string[] args, IReadOnlyList<Setting> settings)
    {
        var configuration = IxpHost.CreateOwnBuilder([.. args.Where(arg => arg != Option)]).Configuration;
        configuration.AddVariables(settings);
        try
        {
            return await AskAsync(Address(configuration));
        }
        catch (ConfigurationException wrong)
        {
            return await FailAsync(string.Join("; ", wrong.Faults));
        }
    }

    private static async Task<int> AskAsync(string address)
    {
        if (ListenAddress.Parse(address) is not { IsUnixPipe: false, IsNamedPipe: false } bound)
        {
            return await FailAsync($"'{address}' is no address that the server could be asked at");
        }

        if (bound.Port is 0)
        {
            return await FailAsync("the server takes any free port (PORT is 0), so it cannot be found");
        }

        var target = Target(bound);

        try
        {
            // What the certificate says of other names is not asked: it is this machine, and nothing is told to it.
            using var handler = new SocketsHttpHandler
            {
                SslOptions =
                {
                    RemoteCertificateValidationCallback = (_, _, _, faults) =>
                        faults is not SslPolicyErrors.RemoteCertificateNotAvailable,
                },
            };
            using var http = new HttpClient(handler) { Timeout = Limit };
            using var response = await http.GetAsync(new Uri(target, Path));
            return response.StatusCode is HttpStatusCode.OK
                ? 0
                : await FailAsync(
                    $"{target}ready answers {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"
                );
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return await FailAsync($"{target} does not answer: {fault.Message}");
        }
    }

    /// <summary>
    /// The metrics' own port, whose connections nobody else can take; else the first address that the server listens on.
    /// </summary>
    private static string Address(ConfigurationManager configuration) =>
        MetricsPort.Address(configuration)
        ?? configuration
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .FirstOrDefault()
        ?? ListenAddress.Find(configuration)
        ?? ListenAddress.OfFramework(configuration)[0];

    /// <summary>The same as seen from this machine.</summary>
    private static Uri Target(BindingAddress bound)
    {
        var host = bound.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : bound.Host;
        return new Uri($"{bound.Scheme}://{host}:{bound.Port}/");
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"not ready: {reason}");
        return 1;
    }
}
