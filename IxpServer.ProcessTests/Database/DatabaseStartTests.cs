using System.Net;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Database;

/// <summary>The server and its embedded database.</summary>
public sealed class DatabaseStartTests
{
    [Fact]
    public async Task A_server_without_settings_makes_its_database_and_secrets_that_only_it_can_read()
    {
        await using var place = new TemporaryDirectory();
        var file = Path.Combine(place.Path, "deep", "ixp.db");
        await using var server = IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Database:File"] = file });
        await server.DatabaseReadyAsync();

        Assert.True(File.Exists(file));
        Assert.Equal(64, new FileInfo($"{file}.secrets").Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{file}.secrets"));
        }
    }

    [Fact]
    public async Task A_render_does_not_need_the_database()
    {
        await using var place = new TemporaryDirectory();
        var file = Path.Combine(place.Path, "ixp.db");
        await File.WriteAllTextAsync(file, "this is no database", TestContext.Current.CancellationToken);
        await using var server = IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Database:File"] = file });

        using var response = await server.RenderAsync("show_weather", """{"city":"Lisbon"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(server.DatabaseReadyAsync);
    }

    [Fact]
    public async Task A_place_where_no_secrets_can_be_kept_is_named()
    {
        // Nobody may write there, root included.
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("PORT", "0"),
            ("DATABASE_FILE", "/proc/ixp.db")
        );

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains("/proc/ixp.db.secrets: cannot be written", server.Output);
        Assert.Contains("DATABASE_FILE", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task Secrets_that_are_damaged_are_named()
    {
        await using var place = new TemporaryDirectory();
        var file = Path.Combine(place.Path, "ixp.db");
        await File.WriteAllTextAsync($"{file}.secrets", "short", TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("PORT", "0"),
            ("DATABASE_FILE", file)
        );

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains($"{file}.secrets: damaged", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }
}
