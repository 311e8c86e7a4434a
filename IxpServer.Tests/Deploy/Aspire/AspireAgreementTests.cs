using IxpServer.Api;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy.Aspire;

/// <summary>The manifest, which a test of the AppHost's compares with the AppHost, and the server speak of the same things.</summary>
public sealed class AspireAgreementTests
{
    /// <summary>What Aspire gives every service: connection strings and their parts, and .NET's own variables.</summary>
    private static readonly string[] Aspires =
    [
        "ASPNETCORE_",
        "CACHE_",
        "ConnectionStrings__",
        "HTTP_PORTS",
        "IXPDB_",
        "OTEL_",
    ];

    private readonly Manifest _manifest = Manifest.Read();

    [Fact]
    public void The_server_is_given_what_it_needs_in_Production_and_knows_all_of_it()
    {
        var variables = _manifest.Environment("api").Keys;
        var needed = Features
            .Settings.Where(setting => setting.IsRequiredInProduction)
            .Select(setting => setting.Variable);
        Assert.All(needed, variable => Assert.Contains(variable, variables));

        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        Assert.All(
            variables.Where(variable => !Aspires.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal))),
            variable =>
            {
                Assert.Contains(Features.Settings, setting => setting.Variable == variable);
                Assert.Contains($"`{variable}`", document);
            }
        );
    }
}
