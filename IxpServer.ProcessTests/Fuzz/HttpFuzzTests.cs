using IxpServer.Data.Connections;
using IxpServer.Tests.Accounts;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IxpServer.Tests.Fuzz;

public sealed class HttpFuzzTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task No_request_makes_the_server_fail_hang_or_show_its_inside(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(
            kind,
            ("Ixp:Server:TrustedProxies", "127.0.0.1"),
            ("Ixp:Limits:Max", "1000000"),
            ("Ixp:Limits:SlowDownAfter", "0")
        );
        var (admin, user) = (await server.NewAdminAsync(), await server.NewUserAsync());
        var session = await server.AskAsync(
            "POST",
            "/api/sessions",
            new { context = new { a = 1 } },
            user.Access,
            System.Net.HttpStatusCode.Created
        );
        var fuzzer = new HttpFuzzer(
            server.Server.Http,
            seed: 20_261_123,
            [admin.Access, admin.Access, user.Access],
            [user.Id, session.GetProperty("id").GetString()!, "show_weather", "WeatherCard", "1.0.0"]
        );
        var operations = await fuzzer.RunAsync(2_500, TestDatabase.Cancel);

        Assert.True(fuzzer.Findings.Count is 0, string.Join("\n", fuzzer.Findings));

        // It went everywhere, and not only to be turned away at the door.
        Assert.All(
            operations,
            operation =>
                Assert.Contains(
                    fuzzer.Answers.Keys,
                    name => name.StartsWith($"{operation.Method} {operation.Path} ", StringComparison.Ordinal)
                )
        );
        Assert.InRange(
            fuzzer.Answers.Keys.Count(name => name.EndsWith(" 2xx", StringComparison.Ordinal)),
            operations.Count / 2,
            operations.Count
        );
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(400, "boom   at IxpServer.Api.Program.Main()")]
    [InlineData(404, "SqliteException: no such table")]
    [InlineData(409, "Npgsql.PostgresConnector failed")]
    public async Task What_must_not_be_is_found(int status, string body)
    {
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/openapi/v1.json" ? 200 : status;
            return context.Response.WriteAsync(
                context.Response.StatusCode is 200 ? """{"paths":{"/a":{"get":{}}}}""" : body
            );
        });
        using var http = new HttpClient { BaseAddress = new Uri(stub.Url) };
        var fuzzer = new HttpFuzzer(http, seed: 1, ["token"], []);
        await fuzzer.RunAsync(1, TestDatabase.Cancel);

        Assert.Contains($"{status}", Assert.Single(fuzzer.Findings));
    }
}
