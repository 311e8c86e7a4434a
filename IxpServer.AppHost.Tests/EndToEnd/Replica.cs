using System.Globalization;
using System.Net;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>One replica of the server.</summary>
/// <param name="Name">Its name in the dashboard.</param>
/// <param name="Address">Its own address, past the proxy.</param>
/// <param name="Starter">The id of what Aspire starts: <c>dotnet run</c>, which starts the server.</param>
public sealed record Replica(string Name, Uri Address, int Starter)
{
    /// <summary>The server's process.</summary>
    internal ProcessIdentity Process => ProcessIdentity.Of(Starter)!.Children().Single();

    internal static Replica Of(string name, CustomResourceSnapshot instance)
    {
        var address = instance.EnvironmentVariables.Single(variable => variable.Name is "ASPNETCORE_URLS").Value!;
        var id = instance.Properties.Single(property => property.Name is "executable.pid").Value;
        return new(name, new Uri(address), Convert.ToInt32(id, CultureInfo.InvariantCulture));
    }

    /// <summary>A client of this replica alone.</summary>
    internal HttpClient Client() => new() { BaseAddress = Address };

    /// <summary>Waits until it says that it is ready: Aspire's check asks whichever replica the proxy chooses.</summary>
    internal async Task ReadyAsync()
    {
        using var client = Client();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
                    return answer.StatusCode is HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"the replica at {Address} is ready"
        );
    }
}
