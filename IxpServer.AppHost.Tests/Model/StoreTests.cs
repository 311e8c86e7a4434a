using IxpServer.AppHost.Stores;
using IxpServer.Processes;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.AppHost.Tests;

/// <summary>What the stores run as.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly DirectoryInfo _programs = Directory.CreateTempSubdirectory("ixp-programs-");

    public void Dispose() => _programs.Delete(recursive: true);

    [Theory]
    [InlineData("local", typeof(LocalPostgres), typeof(LocalDatabase), typeof(LocalRedis))]
    [InlineData("containers", typeof(PostgresServerResource), typeof(PostgresDatabaseResource), typeof(RedisResource))]
    public async Task They_have_the_same_names_and_health_checks_whatever_they_run_as(
        string stores,
        Type postgres,
        Type database,
        Type cache
    )
    {
        await using var builder = await AppModel.RunAsync(
            "--stores",
            stores,
            "--ASPIRE_CONTAINER_RUNTIME",
            Program("engine", "exit 0")
        );

        foreach (var (name, type) in new[] { ("postgres", postgres), ("ixpdb", database), ("cache", cache) })
        {
            Assert.IsType(type, builder.Named(name));
            Assert.Equal($"{name}_check", builder.Named(name).Only<HealthCheckAnnotation>().Key);
        }

        Assert.Equal("postgres", ((IResourceWithParent)builder.Named("ixpdb")).Parent.Name);
    }

    [Fact]
    public async Task Those_in_containers_keep_the_databases_data()
    {
        await using var builder = await AppModel.CreateAsync(published: true);

        var volume = builder.Named("postgres").Only<ContainerMountAnnotation>();
        Assert.Equal(("ixp-postgres", ContainerMountType.Volume), (volume.Source, volume.Type));
    }

    [Theory]
    [InlineData(null, "exit 0", StoreKind.Containers)]
    [InlineData("auto", "exit 1", StoreKind.Local)]
    [InlineData("auto", "sleep 600", StoreKind.Local)]
    [InlineData("auto", "echo 'Docker version 25.0.0, build 1'", StoreKind.Containers)]
    [InlineData("auto", "echo 'Docker version 20.10.24+dfsg1, build 1'", StoreKind.Local)]
    [InlineData("auto", "echo 'podman version 4.3.1'", StoreKind.Containers)]
    [InlineData("local", "exit 0", StoreKind.Local)]
    [InlineData("containers", "exit 0", StoreKind.Containers)]
    internal void An_engine_that_answers_within_two_seconds_is_used_unless_told_otherwise(
        string? stores,
        string engine,
        StoreKind kind
    )
    {
        Assert.Equal(kind, StoreChoice.Choose(Options(stores, engine), Binaries.OfThisMachine));
    }

    [Fact]
    public void Without_an_engine_and_programs_both_ways_to_get_them_are_told()
    {
        var nothing = new Binaries([_programs.FullName]);

        var refused = Assert.Throws<StartException>(() => StoreChoice.Choose(Options("auto", "exit 1"), nothing));

        Assert.Contains("start Docker or Podman", refused.Message);
        Assert.Contains("apt-get install --no-install-recommends postgresql redis-server", refused.Message);
    }

    [Theory]
    [InlineData("containers", "--stores containers: no container engine answers")]
    [InlineData("local", "--stores local: postgres is not installed")]
    [InlineData("podman", "--stores: found 'podman'; allowed: containers, local, auto")]
    public void What_cannot_be_had_as_asked_for_is_told(string stores, string message)
    {
        var nothing = new Binaries([_programs.FullName]);

        var refused = Assert.Throws<StartException>(() => StoreChoice.Choose(Options(stores, "exit 1"), nothing));

        Assert.StartsWith(message, refused.Message);
    }

    private IConfiguration Options(string? stores, string engine) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["stores"] = stores,
                    ["ASPIRE_CONTAINER_RUNTIME"] = Program("engine", engine),
                }
            )
            .Build();

    private string Program(string name, string script)
    {
        var path = Path.Combine(_programs.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
