using Aspire.Hosting.ApplicationModel;
using Xunit;

namespace IxpServer.AppHost.Tests;

/// <summary>Who waits for whom, who is told what, and what is open to the outside.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task The_parts_are_these_and_keep_their_names()
    {
        await using var builder = await AppModel.PublishAsync();

        string[] parts = ["postgres", "ixpdb", "cache", "migrations", "api"];
        Assert.All(parts, part => Assert.Contains(builder.Resources, resource => resource.Name == part));
        var volume = builder.Named("postgres").Only<ContainerMountAnnotation>();
        Assert.Equal(("ixp-postgres", ContainerMountType.Volume), (volume.Source, volume.Type));
    }

    [Fact]
    public async Task Migrations_wait_for_the_database_and_the_server_for_them_and_the_cache()
    {
        await using var builder = await AppModel.PublishAsync();

        Assert.Contains(("ixpdb", WaitType.WaitUntilHealthy), builder.Named("migrations").Waits());
        var waits = builder.Named("api").Waits().ToList();
        Assert.Contains(("migrations", WaitType.WaitForCompletion), waits);
        Assert.Contains(("cache", WaitType.WaitUntilHealthy), waits);
    }

    [Fact]
    public async Task The_server_has_two_replicas_an_open_endpoint_and_probes()
    {
        await using var builder = await AppModel.PublishAsync();
        var api = builder.Named("api");

        Assert.Equal(2, api.Only<ReplicaAnnotation>().Replicas);
        var endpoint = api.Only<EndpointAnnotation>();
        Assert.True(endpoint.IsExternal);
        Assert.Equal(("http", 8080), (endpoint.Name, endpoint.TargetPort));
        Assert.Equal(
            [(ProbeType.Readiness, "/ready"), (ProbeType.Liveness, "/alive")],
            api.Annotations.OfType<EndpointProbeAnnotation>().Select(probe => (probe.Type, probe.Path))
        );
        Assert.Equal(3, api.Annotations.OfType<HealthCheckAnnotation>().Count());
    }

    [Fact]
    public async Task On_one_machine_each_replica_has_a_port_of_its_own()
    {
        await using var builder = await AppModel.RunAsync();

        Assert.Null(builder.Named("api").Only<EndpointAnnotation>().TargetPort);
    }

    [Fact]
    public async Task The_server_is_told_where_things_are_and_its_secrets()
    {
        await using var builder = await AppModel.PublishAsync();
        var environment = await builder.Named("api").EnvironmentAsync();

        Assert.Equal("{ixpdb.connectionString}", environment["ConnectionStrings__ixpdb"]);
        Assert.Equal("{cache.connectionString}", environment["ConnectionStrings__cache"]);
        Assert.Equal("{jwt-secret.value}", environment["JWT_SECRET"]);
        Assert.Equal("{encryption-key.value}", environment["ENCRYPTION_KEY"]);
        Assert.Equal("{cors-origin.value}", environment["CORS_ORIGIN"]);
        Assert.Equal("Production", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("false", environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);
        Assert.DoesNotContain("ADMIN_PASSWORD", environment.Keys);
    }

    [Fact]
    public async Task Migrations_are_told_of_the_first_administrator_and_of_no_other_secret()
    {
        await using var builder = await AppModel.PublishAsync();
        var environment = await builder.Named("migrations").EnvironmentAsync();

        Assert.Equal("{ixpdb.connectionString}", environment["ConnectionStrings__ixpdb"]);
        Assert.Equal("{admin-email.value}", environment["ADMIN_EMAIL"]);
        Assert.Equal("{admin-password.value}", environment["ADMIN_PASSWORD"]);
        Assert.DoesNotContain("JWT_SECRET", environment.Keys);
    }

    [Theory]
    [InlineData("jwt-secret", true)]
    [InlineData("encryption-key", true)]
    [InlineData("admin-password", true)]
    [InlineData("admin-email", false)]
    [InlineData("cors-origin", false)]
    public async Task Secrets_are_marked_as_such(string parameter, bool isSecret)
    {
        await using var builder = await AppModel.PublishAsync();

        Assert.Equal(isSecret, Assert.IsType<ParameterResource>(builder.Named(parameter)).Secret);
    }

    [Fact]
    public async Task Tools_are_there_when_asked_for_and_never_published()
    {
        await using var without = await AppModel.RunAsync();
        await using var with = await AppModel.RunAsync("--tools", "true");
        await using var published = await AppModel.PublishAsync("--tools", "true");

        Assert.Equal(2, with.Resources.OfType<ContainerResource>().Count(resource => IsTool(resource.Name)));
        Assert.DoesNotContain(without.Resources, resource => IsTool(resource.Name));
        Assert.DoesNotContain(published.Resources, resource => IsTool(resource.Name));
    }

    [Theory]
    [InlineData("compose")]
    [InlineData("k8s")]
    public async Task A_target_is_the_one_environment(string target)
    {
        await using var builder = await AppModel.PublishAsync("--target", target);

        Assert.Equal(target, Assert.Single(builder.Resources.OfType<IComputeEnvironmentResource>()).Name);
    }

    [Fact]
    public async Task A_target_that_does_not_exist_is_refused()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => AppModel.PublishAsync("--target", "kubernets"));

        Assert.Contains("target: found 'kubernets'; allowed: compose, k8s", $"{refused}");
    }

    private static bool IsTool(string name) =>
        name.Contains("pgadmin", StringComparison.OrdinalIgnoreCase)
        || name.Contains("insight", StringComparison.OrdinalIgnoreCase);
}
