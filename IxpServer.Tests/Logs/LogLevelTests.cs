using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Accounts;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Logs;

/// <summary>Levels that change while the server runs.</summary>
public sealed class LogLevelTests
{
    private const string Path = "/api/logging/level";

    [Fact]
    public async Task An_administrator_sets_a_level_for_a_while_and_takes_it_back()
    {
        await using var server = await AccountsServer.StartAsync(
            DatabaseKind.Sqlite,
            ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Error")
        );
        var admin = await server.NewAdminAsync();
        var loggers = server.Server.Services.GetRequiredService<ILoggerFactory>();
        loggers.AddProvider(new AnyLevel());
        var cache = loggers.CreateLogger("IxpServer.Api.Caching.Any");
        var render = loggers.CreateLogger("IxpServer.Api.Rendering.Any");
        Assert.False(cache.IsEnabled(LogLevel.Debug));

        var set = await SetAsync(
            new
            {
                level = "debug",
                category = "IxpServer.Api.Caching",
                expiresInSeconds = 3_600,
            }
        );
        Assert.Contains($":{Environment.ProcessId}", set.GetProperty("replica").GetString());
        var level = Find(set, "IxpServer.Api.Caching");
        Assert.Equal(
            ("debug", true),
            (level.GetProperty("level").GetString(), level.GetProperty("isOverride").GetBoolean())
        );
        Assert.Equal(
            server.Time.GetUtcNow().AddHours(1).UtcDateTime,
            level.GetProperty("expiresAt").GetDateTime(),
            TimeSpan.FromSeconds(1)
        );
        Assert.Equal((true, false), (cache.IsEnabled(LogLevel.Debug), render.IsEnabled(LogLevel.Debug)));

        await SetAsync(new { level = "trace" });
        Assert.Equal((true, false), (render.IsEnabled(LogLevel.Trace), cache.IsEnabled(LogLevel.Trace)));
        var diagnostics = loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");
        await SetAsync(new { level = "trace", category = "Microsoft.AspNetCore.Hosting.Diagnostics" });
        Assert.False(diagnostics.IsEnabled(LogLevel.Information), "it would write query strings");

        await SetAsync(new { level = (string?)null });
        var reset = await SetAsync(new { level = (string?)null, category = "IxpServer.Api.Caching" });
        Assert.Equal((false, false), (cache.IsEnabled(LogLevel.Debug), render.IsEnabled(LogLevel.Debug)));
        Assert.Equal("error", Find(reset, "Microsoft.EntityFrameworkCore").GetProperty("level").GetString());
        Assert.DoesNotContain(
            "IxpServer.Api.Caching",
            (await server.AskAsync("GET", Path, token: admin.Access)).GetRawText()
        );
        Assert.Equal(5, (await server.AuditAsync()).Count(action => action is "log.level"));

        Task<JsonElement> SetAsync(object body) => server.AskAsync("PUT", Path, body, admin.Access);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_a_level_that_expires_goes_back_by_itself()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var admin = await server.NewAdminAsync();
        var loggers = server.Server.Services.GetRequiredService<ILoggerFactory>();
        loggers.AddProvider(new AnyLevel());
        var logger = loggers.CreateLogger("IxpServer.Any");
        await server.AskAsync("PUT", Path, new { level = "debug", expiresInSeconds = 2 }, admin.Access);
        Assert.True(logger.IsEnabled(LogLevel.Debug));
        foreach (
            var (body, member) in new[]
            {
                ("""{"level":"loud"}""", "level"),
                ("""{"level":"debug","category":"a:b"}""", "category"),
                ("""{"level":"debug","expiresInSeconds":0}""", "expiresInSeconds"),
                ("""{"level":"debug","expiresInSeconds":"1"}""", "expiresInSeconds"),
            }
        )
        {
            var error = await server.RefusedAsync(
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST",
                "PUT",
                Path,
                body,
                admin.Access
            );
            Assert.Contains(member, error.GetRawText());
        }

        await Eventually.TrueAsync(() => Task.FromResult(!logger.IsEnabled(LogLevel.Debug)), "it has gone back");
    }

    [Fact]
    public async Task Many_levels_at_once_are_no_more_than_there_may_be()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var admin = await server.NewAdminAsync();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i => server.SendAsync("PUT", Path, new { level = "debug", category = $"Any{i}" }, admin.Access))
        );

        Assert.Equal(50, answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
    }

    private static JsonElement Find(JsonElement body, string category) =>
        body.GetProperty("levels")
            .EnumerateArray()
            .Single(level => level.GetProperty("category").GetString() == category);
}
