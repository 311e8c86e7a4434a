using System.Diagnostics;
using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Database;

/// <summary>What a database that hangs costs those who need it, and the log.</summary>
public sealed class OutageTests
{
    private const int Requests = 5;

    [Fact]
    public async Task Nobody_waits_for_a_silent_database_longer_than_for_one_request_and_the_log_tells_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var address = new NpgsqlConnectionStringBuilder(database.Variables[0].Value);
        await using var proxy = SilentProxy.Start(address.Port);
        address.Port = proxy.Port;
        using var log = new AnyLevel();
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:ixpdb"] = address.ConnectionString,
                ["Ixp:Database:RequestTimeoutSeconds"] = "3",
                // Longer than any test: what ends the wait is the request's own limit.
                ["Ixp:Database:CommandTimeoutSeconds"] = "3600",
            },
            services => services.AddSingleton<ILoggerProvider>(log)
        );
        await Eventually.TrueAsync(async () => await MakeSessionAsync() is HttpStatusCode.Created, "it is there");

        proxy.FallSilent();
        var begun = Stopwatch.GetTimestamp();
        var statuses = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => MakeSessionAsync()));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromSeconds(1), Eventually.Limit);
        using (var render = await server.RenderAsync("show_weather", """{"city":"Lisbon"}"""))
        {
            Assert.Equal(HttpStatusCode.OK, render.StatusCode);
        }

        proxy.Speak();
        await Eventually.TrueAsync(async () => await MakeSessionAsync() is HttpStatusCode.Created, "it is back");
        await Eventually.TrueAsync(
            async () =>
            {
                using var ready = await server.GetAsync("/ready");
                return Count("does not answer") is > 0 and var outages && outages == Count("is well again");
            },
            "the end is told"
        );

        // A machine that is busy may have had one more before, while all of it was used for the first time.
        Assert.InRange(Count("does not answer"), 1, 2);
        Assert.DoesNotContain(
            log.Lines,
            line => line.Level >= LogLevel.Warning && line.Message.Contains("cannot be answered")
        );

        int Count(string told) =>
            log.Lines.Count(line =>
                line.Message.StartsWith("PostgreSQL ", StringComparison.Ordinal)
                && line.Message.Contains(told, StringComparison.Ordinal)
            );

        async Task<HttpStatusCode> MakeSessionAsync()
        {
            using var answer = await server.PostAsync("/api/sessions", "{}");
            return answer.StatusCode;
        }
    }
}
