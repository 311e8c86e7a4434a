using System.Net;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IxpServer.Tests.Rendering;

/// <summary>The sample that the README begins with.</summary>
public sealed class WeatherTests
{
    [Fact]
    public async Task Without_a_key_the_sample_is_served_and_says_so()
    {
        await using var server = IxpTestServer.Start();
        using var response = await server.RenderAsync(
            "show_weather",
            """{"city":"Lisbon","days":7,"units":"imperial"}"""
        );

        var body = await response.JsonAsync();
        var props = body.GetProperty("record").GetProperty("props");
        Assert.Equal("Portugal", props.GetProperty("location").GetProperty("country").GetString());
        Assert.Equal(7, props.GetProperty("forecast").GetArrayLength());
        Assert.Equal("imperial", props.GetProperty("units").GetString());
        Assert.Equal("sample", props.GetProperty("source").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", props.GetProperty("asOf").GetString());
        AssertJson.Equal("""{"dataProvider":{"name":"weather","source":"sample"}}""", body.GetProperty("metadata"));
    }

    [Fact]
    public async Task With_a_key_the_service_is_asked_and_the_key_stays_out_of_the_url()
    {
        string? url = null;
        string? key = null;
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            url = context.Request.Path + context.Request.QueryString;
            key = context.Request.Headers["apikey"];
            return context.Response.WriteAsync(Forecast);
        });
        await using var server = IxpTestServer.Start(Live(stub));
        using var response = await server.RenderAsync("show_weather", """{"city":"São Paulo","days":2}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.JsonAsync();
        var props = body.GetProperty("record").GetProperty("props");
        AssertJson.Equal("""{"dataProvider":{"name":"weather","source":"live"}}""", body.GetProperty("metadata"));
        Assert.Equal("live", props.GetProperty("source").GetString());
        Assert.Equal(21.4, props.GetProperty("current").GetProperty("temperature").GetDouble());
        Assert.Equal(18, props.GetProperty("current").GetProperty("windSpeed").GetDouble());
        Assert.Equal("rain", props.GetProperty("current").GetProperty("icon").GetString());
        AssertJson.Equal(
            """{"date":"2026-01-02","high":25.5,"low":15.5,"condition":"Partly cloudy","icon":"partly-cloudy","precipitation":10}""",
            props.GetProperty("forecast")[1]
        );
        Assert.Equal("/weather/forecast?location=S%C3%A3o%20Paulo&timesteps=1h,1d&units=metric", url);
        Assert.Equal("key-of-the-test", key);
    }

    [Theory]
    [InlineData(401, "{}")]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"location\":{\"lat\":1,\"lon\":1},\"timelines\":{\"hourly\":[],\"daily\":[]}}")]
    [InlineData(200, "<html>")]
    public async Task A_service_that_answers_nonsense_degrades_the_answer(int status, string answer)
    {
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        });
        await using var server = IxpTestServer.Start(Live(stub));
        using var response = await server.RenderAsync("show_weather", """{"city":"Oslo"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertJson.Equal("""["weather"]""", (await response.JsonAsync()).GetProperty("degraded"));
    }

    private const string Forecast = """
        {"location":{"lat":-23.55,"lon":-46.63,"name":"São Paulo, Brasil"},"timelines":{
          "hourly":[{"time":"2026-01-01T10:00:00Z","values":{"temperature":21.4,"temperatureApparent":22,"humidity":80,"windSpeed":5,"weatherCode":4001}}],
          "daily":[
            {"time":"2026-01-01T10:00:00Z","values":{"temperatureMax":24,"temperatureMin":14,"weatherCodeMax":4001,"precipitationProbabilityAvg":60}},
            {"time":"2026-01-02T10:00:00Z","values":{"temperatureMax":25.5,"temperatureMin":15.5,"weatherCodeMax":1101,"precipitationProbabilityAvg":10}},
            {"time":"2026-01-03T10:00:00Z","values":{"temperatureMax":25.5,"temperatureMin":15.5,"weatherCodeMax":1101,"precipitationProbabilityAvg":10}}
          ]}}
        """;

    private static Dictionary<string, string?> Live(StubHttpServer stub) =>
        new() { ["Ixp:Weather:ApiKey"] = "key-of-the-test", ["Ixp:Weather:BaseUrl"] = stub.Url };
}
