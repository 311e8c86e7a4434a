using IxpServer.AppHost.Stores;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.AppHost.Tests;

/// <summary>
/// Who waits for whom, who is told what, and what is open to the outside: the same on a developer's machine and as published.
/// That stores in containers on a developer's machine are the published ones is in <see cref="StoreTests"/>.
/// </summary>
public sealed class ModelTests
{
    public static TheoryData<bool> Published => [false, true];

    [Theory, MemberData(nameof(Published))]
    public async Task Each_waits_for_what_it_needs(bool published)
    {
        await using var builder = await AppModel.CreateAsync(published);

        Assert.Contains(("ixpdb", WaitType.WaitUntilHealthy), builder.Named("migrations").Waits());
        var waits = builder.Named("api").Waits().ToList();
        Assert.Contains(("migrations", WaitType.WaitForCompletion), waits);
        Assert.Contains(("cache", WaitType.WaitUntilHealthy), waits);
    }

    [Theory, MemberData(nameof(Published))]
    public async Task The_server_has_two_replicas_behind_one_open_endpoint_and_probes(bool published)
    {
        await using var builder = await AppModel.CreateAsync(published);
        var api = builder.Named("api");

        Assert.Equal(2, api.Only<ReplicaAnnotation>().Replicas);
        var endpoint = api.Only<EndpointAnnotation>();
        Assert.True(endpoint.IsExternal);
        // In a container of its own each listens on 8080; on one machine each has a port of its own behind Aspire's proxy.
        Assert.Equal(("http", published ? 8080 : null), (endpoint.Name, endpoint.TargetPort));
        Assert.Equal(
            [(ProbeType.Readiness, "/ready"), (ProbeType.Liveness, "/alive")],
            api.Annotations.OfType<EndpointProbeAnnotation>().Select(probe => (probe.Type, probe.Path))
        );
        Assert.Equal(3, api.Annotations.OfType<HealthCheckAnnotation>().Count());
    }

    [Theory, MemberData(nameof(Published))]
    public async Task The_server_is_told_where_things_are_and_its_secrets(bool published)
    {
        await using var builder = await AppModel.CreateAsync(published);
        var environment = await builder.Named("api").EnvironmentAsync();

        Assert.Equal("{ixpdb.connectionString}", environment["ConnectionStrings__ixpdb"]);
        Assert.Equal("{cache.connectionString}", environment["ConnectionStrings__cache"]);
        Assert.Equal("{jwt-secret.value}", environment["JWT_SECRET"]);
        Assert.Equal("{encryption-key.value}", environment["ENCRYPTION_KEY"]);
        Assert.Equal("{cors-origin.value}", environment["CORS_ORIGIN"]);
        Assert.Equal(published ? "Production" : "Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("false", environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);
        Assert.DoesNotContain("ADMIN_PASSWORD", environment.Keys);
    }

    [Theory, MemberData(nameof(Published))]
    public async Task Migrations_are_told_of_the_first_administrator_and_of_no_other_secret(bool published)
    {
        await using var builder = await AppModel.CreateAsync(published);
        var environment = await builder.Named("migrations").EnvironmentAsync();

        Assert.Equal("{ixpdb.connectionString}", environment["ConnectionStrings__ixpdb"]);
        Assert.Equal("{admin-email.value}", environment["ADMIN_EMAIL"]);
        Assert.Equal("{admin-password.value}", environment["ADMIN_PASSWORD"]);
        Assert.DoesNotContain("JWT_SECRET", environment.Keys);
    }

    [Theory, MemberData(nameof(Published))]
    public async Task Secrets_are_marked_as_such_and_nothing_else_is(bool published)
    {
        await using var builder = await AppModel.CreateAsync(published);

        var secrets = builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret);
        string[] expected = published
            ? ["admin-password", "encryption-key", "jwt-secret"]
            : ["admin-password", "cache-password", "encryption-key", "jwt-secret", "postgres-password"];
        Assert.Equal(expected, secrets.Select(secret => secret.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("http")]
    [InlineData("65536")]
    public void A_port_that_is_none_is_told(string port)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new("port", port)]).Build();

        var refused = Assert.Throws<StartException>(() => options.Port());

        Assert.Equal($"--port: found '{port}'; allowed: 1 to 65535", refused.Message);
    }

    [Fact]
    public async Task On_a_developers_machine_the_dashboard_has_links_commands_and_what_each_parameter_is()
    {
        await using var builder = await AppModel.CreateAsync(published: false);

        Assert.Equal(
            ["psql", "back-up", "redis-cli", "migrate-up", "seed-samples", "migrate-down", "flush-cache"],
            builder
                .Resources.SelectMany(resource => resource.Annotations.OfType<ResourceCommandAnnotation>())
                .Select(command => command.Name)
                .Where(name => !name.StartsWith("resource-", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
        );
        Assert.All(
            builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret),
            secret => Assert.Contains($"user secrets as Parameters:{secret.Name}", secret.Description)
        );
        string[] parts = ["postgres", "ixpdb", "cache", "migrations", "api"];
        Assert.All(parts, part => builder.Named(part).Only<ResourceIconAnnotation>());
    }
}
