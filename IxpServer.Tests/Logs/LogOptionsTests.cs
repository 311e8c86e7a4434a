using IxpServer.Hosting.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace IxpServer.Tests.Logs;

/// <summary>Where the log goes, as settings say it.</summary>
public sealed class LogOptionsTests
{
    [Fact]
    public void Files_and_directories_are_relative_to_the_content_root()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Ixp:Logs:Directory", "logs"),
                new("Ixp:Logs:Elasticsearch:Url", "https://search.example"),
                new("Ixp:Logs:Elasticsearch:TlsCa", "ca.pem"),
                new("Ixp:Logs:Elasticsearch:SpoolDirectory", "spool"),
            ])
            .Build();
        var options = LogOptions.Read(
            configuration,
            new HostingEnvironment { EnvironmentName = "Testing", ContentRootPath = "/root-of-content" }
        );

        Assert.Equal("/root-of-content/logs", options.Directory);
        Assert.Equal("/root-of-content/ca.pem", options.Elasticsearch!.TlsCa);
        Assert.Equal("/root-of-content/spool", options.Elasticsearch.SpoolDirectory);
    }

    [Fact]
    public void A_directory_or_an_authority_that_is_none_is_told_with_its_setting()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Ixp:Logs:Directory", "/proc/logs"),
                new("Ixp:Logs:Elasticsearch:Url", "https://search.example"),
                new("Ixp:Logs:Elasticsearch:TlsCa", "/no-ca.pem"),
            ])
            .Build();

        var faults = LogOptions.FindFaults(
            configuration,
            new HostingEnvironment { EnvironmentName = "Testing", ContentRootPath = "/" }
        );

        Assert.Collection(
            faults,
            fault => Assert.StartsWith("LOG_DIRECTORY (Ixp__Logs__Directory): ", fault),
            fault =>
                Assert.StartsWith(
                    "ELASTICSEARCH_TLS_CA (Ixp__Logs__Elasticsearch__TlsCa): the file '/no-ca.pem' cannot be read: ",
                    fault
                )
        );
    }
}
