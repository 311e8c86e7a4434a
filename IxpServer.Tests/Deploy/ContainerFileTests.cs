using System.Text.RegularExpressions;
using System.Xml.Linq;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>What is written more than once, in the Dockerfile, the compose files, nginx' and the code, is the same.</summary>
public sealed class ContainerFileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static TheoryData<string> ComposeFiles => new("compose.yaml", "compose.prod.yaml");

    [Theory, MemberData(nameof(ComposeFiles))]
    public void Services_wait_until_what_they_need_is_there(string file)
    {
        var services = ComposeFile.Read(file).Services;
        Assert.Equal(["api", "cache", "migrations", "nginx", "postgres"], services.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["postgres: service_healthy"], services["migrations"].Conditions);
        Assert.Equal(
            ["cache: service_healthy", "migrations: service_completed_successfully"],
            services["api"].Conditions
        );
        Assert.Equal(["api: service_healthy"], services["nginx"].Conditions);
        Assert.All(
            services.Where(service => service.Key is not ("migrations" or "api")),
            service => Assert.NotEmpty(service.Value.Healthcheck?.Test ?? [])
        );
    }

    [Theory, MemberData(nameof(ComposeFiles))]
    public void Every_variable_is_documented(string file)
    {
        var services = ComposeFile.Read(file).Services;
        var settings = services["api"].Environment.Keys.Concat(services["migrations"].Environment.Keys);
        AssertDocumented(settings);
        Assert.Contains("/ixpdb", Secret(services["migrations"].Environment));
        var known = Read("deploy", "postgres", "init.sql") + "POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE";
        Assert.All(services["postgres"].Environment.Keys, name => Assert.Contains(name, known));
        Assert.All(
            Regex
                .Matches(Read("deploy", "compose", file), @"\$\{(?<name>[A-Z_]+)", RegexOptions.ExplicitCapture, Limit)
                .Select(match => match.Groups["name"].Value),
            name => Assert.Contains($"\n{name}=", Read("deploy", "compose", ".env.example"))
        );

        // In production it is made by prepare.sh.
        static string Secret(Dictionary<string, string> variables) =>
            variables.GetValueOrDefault("DATABASE_URL") ?? Read("deploy", "compose", "prepare.sh");
    }

    [Fact]
    public void The_sample_of_the_servers_settings_has_only_settings() =>
        AssertDocumented(
            Read("deploy", "compose", ".env.production.example")
                .Split('\n')
                .Where(line => line.Length > 0 && !line.StartsWith('#'))
                .Select(line => line.Split('=')[0])
        );

    [Fact]
    public void Production_is_closed_bounded_and_has_its_secrets_in_files()
    {
        var file = ComposeFile.Read("compose.prod.yaml");
        var secrets = Settings.All.Where(setting => setting.IsSecret).Select(setting => setting.Variable).ToHashSet();
        foreach (var (name, service) in file.Services)
        {
            Assert.True(service.ReadOnly, name);
            Assert.Equal(["ALL"], service.CapDrop);
            Assert.Equal(["no-new-privileges:true"], service.SecurityOpt);
            Assert.Equal("10m", service.Logging!.Options["max-size"]);
            Assert.Equal(["cpus", "memory"], service.Deploy.Resources.Limits.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(name is "nginx", service.Ports.Count > 0);
            Assert.Equal(name is "migrations" ? "no" : "unless-stopped", service.Restart);
            Assert.Equal(name is not "nginx", service.Networks.Contains("back"));
            Assert.Equal(name is "nginx" or "api", service.Networks.Contains("front"));
            Assert.All(service.Secrets, secret => Assert.Contains(secret, file.Secrets.Keys));

            // REDIS_URL is one only for what might stand in it.
            Assert.DoesNotContain(
                service.Environment,
                pair =>
                    pair.Key.EndsWith("PASSWORD", StringComparison.Ordinal)
                    || pair.Key is IxpHost.DatabaseUrl
                    || (secrets.Contains(pair.Key) && pair.Value.Contains('@', StringComparison.Ordinal))
            );
            Assert.All(
                service.Environment.Where(pair => pair.Key.EndsWith("_FILE", StringComparison.Ordinal)),
                pair => Assert.Contains(Path.GetFileName(pair.Value), service.Secrets)
            );
        }

        Assert.True(file.Networks["back"].Internal);
        Assert.Equal(3, file.Services["api"].Deploy.Replicas);
        Assert.Equal("production", file.Services["api"].Environment["NODE_ENV"]);
        Assert.All(file.Secrets.Keys, name => Assert.Contains($"make_secret {name} ", PreparedSecrets()));

        // Those in the loop are made by name.
        static string PreparedSecrets() =>
            Read("deploy", "compose", "prepare.sh")
            + "make_secret postgres_password make_secret migrator_password make_secret app_password "
            + "make_secret backup_password make_secret redis_password ";
    }

    [Fact]
    public void The_server_is_reached_at_one_port_everywhere()
    {
        Assert.Equal(["8080"], Dockerfile.All("EXPOSE"));
        Assert.Equal("8080", Project("Api").Descendants("ContainerPort").Single().Attribute("Include")!.Value);
        Assert.Contains("WithHttpEndpoint(targetPort: 8080)", Read("IxpServer.AppHost", "AppHost.cs"));
        Assert.Contains("server api:8080 resolve", Read("deploy", "nginx", "upstream.conf"));
        foreach (var file in ComposeFiles)
        {
            Assert.DoesNotContain("PORT", ComposeFile.Read(file).Services["api"].Environment.Keys);
            foreach (var port in ComposeFile.Read(file).Services["nginx"].Ports.Select(text => text.Split(':')[^1]))
            {
                Assert.Matches(
                    $@"listen {port}[ ;]",
                    Read("deploy", "nginx", port is "8443" ? "tls.conf" : "plain.conf")
                );
            }
        }
    }

    [Fact]
    public void Images_are_named_by_exact_versions()
    {
        var compose = ComposeFiles
            .SelectMany(file => ComposeFile.Read(file).Services.Values)
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
        var projects = new HashSet<string> { "Api", "MigrationService" };
        foreach (var project in projects.ToList())
        {
            projects.UnionWith(
                Project(project)
                    .Descendants("ProjectReference")
                    .Select(reference => reference.Attribute("Include")!.Value.Split('\\')[1]["IxpServer.".Length..])
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
        var limits = ServerLimits.Read(new ConfigurationBuilder().Build());
        var nginx = Read("deploy", "nginx", "nginx.conf");
        Assert.Contains("client_max_body_size 10m;", nginx);
        Assert.Contains($"client_header_timeout {limits.HeadersTimeout.TotalSeconds}s;", nginx);
        var kept = Regex.Match(
            Read("deploy", "nginx", "upstream.conf"),
            @"keepalive_timeout (?<seconds>\d+)s;",
            RegexOptions.ExplicitCapture,
            Limit
        );
        Assert.InRange(int.Parse(kept.Groups["seconds"].Value), 10, limits.KeepAliveTimeout.TotalSeconds - 10);
    }

    /// <summary>Whether each stands, by itself or without <c>_FILE</c>, in the tables of settings.</summary>
    private static void AssertDocumented(IEnumerable<string> variables)
    {
        var text = Read("docs", "configuration.md") + Read("docs", "database.md");
        Assert.All(
            variables,
            name =>
                Assert.Contains(
                    $"`{(name.EndsWith("_FILE", StringComparison.Ordinal) && name is not "DATABASE_FILE" ? name[..^5] : name)}`",
                    text
                )
        );
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    private static XDocument Project(string name) =>
        XDocument.Parse(Read($"IxpServer.{name}", $"IxpServer.{name}.csproj"));

    private static XDocument Properties() => XDocument.Parse(Read("Directory.Build.props"));

    private static string Property(string name) => Properties().Descendants(name).Single().Value;
}
