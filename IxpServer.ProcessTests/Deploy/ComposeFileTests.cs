using System.Text.RegularExpressions;
using IxpServer.Api;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Hosting;
using Xunit;
using static IxpServer.Tests.Deploy.ContainerFiles;

namespace IxpServer.Tests.Deploy;

/// <summary>What the compose files say of the programs that they start is what those know.</summary>
public sealed class ComposeFileTests
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

    [Fact]
    public void Development_and_production_share_nothing_on_one_host()
    {
        var names = ComposeFiles.Select(file => ComposeFile.Read(file).Name).ToList();
        Assert.All(names, Assert.NotEmpty);
        Assert.Equal(names.Count, names.Distinct().Count());
        var networks = ComposeFiles.Select(file =>
            Regex.Match(Read("deploy", "compose", file), "subnet: .+", RegexOptions.None, Limit).Value
        );
        Assert.Equal(names.Count, networks.Distinct().Count());
    }

    [Theory, MemberData(nameof(ComposeFiles))]
    public void A_server_that_is_stopped_may_drain_answer_and_write_before_it_is_killed(string file)
    {
        var limit = ComposeFile.Read(file).Services["api"].StopGracePeriod;
        Assert.True(int.Parse(limit!.TrimEnd('s')) >= 5 + new HostOptions().ShutdownTimeout.TotalSeconds + 10, limit);
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
        var secrets = Features
            .Settings.Where(setting => setting.IsSecret)
            .Select(setting => setting.Variable)
            .ToHashSet();
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
                    || pair.Key is "DATABASE_URL"
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
    }

    [Fact]
    public async Task Every_secret_is_prepared_once_and_stays()
    {
        await using var directory = new TemporaryDirectory();
        var script = Path.Combine(ComposeFile.Directory, "prepare.sh");
        var (code, output) = await Script.RunAsync(script, [directory.Path]);
        Assert.True(code is 0, output);
        var secrets = Path.Combine(directory.Path, "secrets");
        var made = Directory.GetFiles(secrets).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        Assert.Equal(
            ComposeFile.Read("compose.prod.yaml").Secrets.Keys.Order(StringComparer.Ordinal),
            made.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(made.Values, Assert.NotEmpty);
        Assert.Contains($":{made["app_password"]}@postgres:5432/ixpdb", made["database_url"]);
        Assert.Contains($":{made["migrator_password"]}@postgres:5432/ixpdb", made["migrator_database_url"]);

        (code, output) = await Script.RunAsync(script, [directory.Path]);
        Assert.True(code is 0, output);
        Assert.Empty(output);
        Assert.Equal(made, Directory.GetFiles(secrets).ToDictionary(file => Path.GetFileName(file), File.ReadAllText));
    }

    [Fact]
    public void The_server_is_reached_at_one_port_everywhere()
    {
        Assert.Equal(["8080"], Dockerfile.All("EXPOSE"));
        Assert.Equal("8080", Project("Api").Descendants("ContainerPort").Single().Attribute("Include")!.Value);
        var published = Aspire.Manifest.Read().Resources["api"].GetProperty("bindings").GetProperty("http");
        Assert.Equal(8080, published.GetProperty("targetPort").GetInt32());
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
}
