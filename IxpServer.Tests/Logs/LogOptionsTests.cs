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
}
