using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using IxpServer.Tests.Support;
using Npgsql;
using Xunit;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>What two replicas share: nothing but PostgreSQL and Redis joins them.</summary>
[Collection(SharedApplication.Name)]
public sealed class SharedStateTests(RunningApplication application)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_of_all_replicas_renders_and_serves_the_page()
    {
        using var rendered = await application.Http.PostAsJsonAsync(
            "/ixp/render",
            new { intent = new { name = "show_weather", parameters = new { city = "Oslo" } } },
            Cancel
        );
        var answer = await rendered.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.OK, rendered.StatusCode);
        Assert.Equal("WeatherCard", answer.GetProperty("record").GetProperty("exportName").GetString());
        Assert.Contains("<!doctype html>", await application.Http.GetStringAsync("/", Cancel), Ignoring);
        // The migrations' administrator is the server's.
        Assert.Equal(HttpStatusCode.OK, (await application.Admin.GetAsync("/api/users", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Each_replica_leaves_rows_in_the_one_database()
    {
        var replicas = await application.HealthyAsync();
        var queries = replicas.Select(replica => $"rows of {replica.Address}").ToList();
        foreach (var (replica, query) in replicas.Zip(queries))
        {
            using var client = replica.Client();
            Assert.Equal(HttpStatusCode.OK, await RenderAsync(client, "things", query));
        }

        await using var source = NpgsqlDataSource.Create(
            (await application.App.GetConnectionStringAsync("ixpdb", Cancel))!
        );
        await using var command = source.CreateCommand("SELECT count(*) FROM intent_logs WHERE query = ANY ($1)");
        command.Parameters.AddWithValue(queries);
        await Eventually.TrueAsync(async () => await command.ExecuteScalarAsync(Cancel) is 2L, "a row of each");
    }

    [Fact]
    public async Task A_session_made_at_one_is_read_at_the_other()
    {
        var (first, second) = await ClientsAsync();
        using var made = await first.PostAsJsonAsync("/api/sessions", new { context = new { cart = 7 } }, Cancel);
        var session = await made.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/api/sessions/{session.GetProperty("id").GetString()}"
        );
        request.Headers.Add("X-Session-Token", session.GetProperty("token").GetString());
        using var read = await second.SendAsync(request, Cancel);

        var context = (await read.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("context");
        Assert.Equal(7, context.GetProperty("cart").GetInt32());
    }

    [Fact]
    public async Task What_one_has_loaded_the_other_has_too_until_the_dashboard_flushes_the_cache()
    {
        var (first, second) = await ClientsAsync();
        var loaded = await NumberAsync(first);
        await Eventually.TrueAsync(async () => await NumberAsync(second) == loaded, "what the first has loaded");

        await application.CommandAsync((await application.HealthyAsync())[0].Name, "flush-cache");

        await Eventually.TrueAsync(
            async () => await NumberAsync(first) > loaded && await NumberAsync(second) > loaded,
            "loading again"
        );
    }

    [Fact]
    public async Task What_is_published_at_one_is_served_by_the_other_within_a_second()
    {
        var (first, second) = await ClientsAsync();
        first.DefaultRequestHeaders.Authorization = application.Admin.DefaultRequestHeaders.Authorization;
        using var published = await first.PostAsJsonAsync(
            "/api/registry/intents",
            new
            {
                name = "greet",
                version = "1.0.0",
                description = "Says hello",
                component = "Card",
                parameters = new { type = "object" },
            },
            Cancel
        );
        Assert.Equal(HttpStatusCode.Created, published.StatusCode);

        var took = await Eventually.TrueAsync(
            async () => await RenderAsync(second, "greet") is HttpStatusCode.OK,
            "what the first has published"
        );
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Both_together_admit_no_more_renders_of_a_caller_than_the_limit()
    {
        var (first, second) = await ClientsAsync();
        // A caller of its own: the other tests render as nobody.
        first.DefaultRequestHeaders.Authorization = second.DefaultRequestHeaders.Authorization = application
            .Admin
            .DefaultRequestHeaders
            .Authorization;
        var admitted = 0;
        for (var n = 0; n < RunningApplication.Renders + 20; n++)
        {
            admitted += await RenderAsync(n % 2 is 0 ? first : second, "things") is HttpStatusCode.OK ? 1 : 0;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await RenderAsync(first, "things"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RenderAsync(second, "things"));
        Assert.InRange(admitted, RunningApplication.Renders - 3, RunningApplication.Renders);
    }

    private const StringComparison Ignoring = StringComparison.OrdinalIgnoreCase;

    private async Task<(HttpClient First, HttpClient Second)> ClientsAsync()
    {
        var replicas = await application.HealthyAsync();
        return (replicas[0].Client(), replicas[1].Client());
    }

    private static async Task<int> NumberAsync(HttpClient replica)
    {
        using var response = await replica.PostAsJsonAsync("/ixp/render", Body("things", null), Cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return answer.GetProperty("record").GetProperty("props").GetProperty("n").GetInt32();
    }

    private static async Task<HttpStatusCode> RenderAsync(HttpClient replica, string intent, string? query = null)
    {
        using var response = await replica.PostAsJsonAsync("/ixp/render", Body(intent, query), Cancel);
        return response.StatusCode;
    }

    private static object Body(string intent, string? query) =>
        new { intent = new { name = intent, parameters = new { } }, context = new { query } };
}
