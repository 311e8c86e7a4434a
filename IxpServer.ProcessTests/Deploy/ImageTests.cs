using System.Text.RegularExpressions;
using IxpServer.Api.Http;
using IxpServer.Api.Start;
using Microsoft.Extensions.Configuration;
using Xunit;
using static IxpServer.Tests.Deploy.ContainerFiles;

namespace IxpServer.Tests.Deploy;

/// <summary>What the Dockerfile, the projects and nginx' configuration say more than once is the same.</summary>
public sealed class ImageTests
{
    [Fact]
    public void Images_are_named_by_exact_versions()
    {
        var compose = ComposeFileTests
            .ComposeFiles.SelectMany(file => ComposeFile.Read(file).Services.Values)
            .Select(service => service.Image)
            .Where(image => !image.Contains("ixp-", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.Equal(3, compose.Count);
        Assert.All(compose, image => Assert.Matches(@"^[a-z]+:\d+\.\d+(\.\d+)?$", image));
        Assert.All(
            Dockerfile.Bases,
            image => Assert.Matches(@"^mcr\.microsoft\.com/dotnet/(sdk|aspnet):10\.0\.\d+-noble(-chiseled)?$", image)
        );
        var runtime = Dockerfile.Bases.Last();
        Assert.Equal(runtime, Property("ContainerBaseImage"));
        Assert.Contains($"base.name=\"{runtime}\"", Dockerfile.Text);
        Assert.Contains($"image.authors=\"{Property("Authors")}\"", Dockerfile.Text);
        Assert.Contains($"image.version=\"{Property("Version")}\"", Dockerfile.Text);
    }

    [Fact]
    public void Both_ways_to_an_image_make_the_same()
    {
        Assert.Equal(["1001:1001"], Dockerfile.All("USER"));
        Assert.Equal("1001:1001", Property("ContainerUser"));
        var variables = Project("Api")
            .Descendants("ContainerEnvironmentVariable")
            .Concat(Properties().Descendants("ContainerEnvironmentVariable"))
            .ToDictionary(item => item.Attribute("Include")!.Value, item => item.Attribute("Value")!.Value);
        Assert.Equal(variables.OrderBy(pair => pair.Key), Dockerfile.Environment.OrderBy(pair => pair.Key));
        AssertDocumented(variables.Keys.Where(name => !name.StartsWith("DOTNET_", StringComparison.Ordinal)));

        // No shell is needed: there is none.
        Assert.Equal(
            ["[\"/app/IxpServer.MigrationService\"]", "[\"/app/IxpServer.Api\"]"],
            Dockerfile.All("ENTRYPOINT")
        );
        Assert.Equal(
            "/app/$(MSBuildProjectName)",
            Properties().Descendants("ContainerAppCommand").Single().Attribute("Include")!.Value
        );
        Assert.EndsWith(
            $"CMD [\"/app/IxpServer.Api\", \"{HealthCheckCommand.Option}\"]",
            Dockerfile.All("HEALTHCHECK").Single()
        );
    }

    [Fact]
    public void The_image_is_built_from_all_projects_that_it_needs()
    {
        var projects = new List<string> { "Api", "MigrationService" };
        for (var index = 0; index < projects.Count; index++)
        {
            projects.AddRange(
                Project(projects[index])
                    .Descendants("ProjectReference")
                    .Select(reference => reference.Attribute("Include")!.Value.Split('\\')[1]["IxpServer.".Length..])
                    .Except(projects)
            );
        }

        Assert.All(
            projects,
            name =>
            {
                Assert.Contains($"IxpServer.{name}/*.csproj IxpServer.{name}/", Dockerfile.All("COPY"));
                Assert.Contains($"\n!IxpServer.{name}\n", Read(".dockerignore"));
            }
        );
    }

    [Fact]
    public void Nginx_has_the_servers_limits()
    {
        var limits = new ServerLimits();
        var nginx = Read("deploy", "nginx", "nginx.conf");
        Assert.Contains("client_max_body_size 10m;", nginx);
        Assert.Contains($"client_header_timeout {limits.HeadersTimeout.TotalSeconds}s;", nginx);
        var kept = Regex.Match(
            Read("deploy", "nginx", "upstream.conf"),
            @"keepalive_timeout (?<seconds>\d+)s;",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
        Assert.InRange(int.Parse(kept.Groups["seconds"].Value), 10, limits.KeepAliveTimeout.TotalSeconds - 10);
    }
}
