using System.Diagnostics;
using System.Net;
using System.Text.Json;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace IxpServer.Tests.ServiceDefaults;

/// <summary>What a service of a user's own gets from <c>AddServiceDefaults</c> and <c>MapDefaultEndpoints</c>.</summary>
public sealed class OwnServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Strangers_learn_how_it_is_and_nothing_else()
    {
        await using var service = await OwnService.StartAsync(services =>
            services
                .AddHealthChecks()
                .AddCheck("stock", () => HealthCheckResult.Unhealthy("no answer yet"), [Extensions.ReadyTag])
                .AddCheck("ledger", () => throw new InvalidOperationException("at db.internal"), [Extensions.ReadyTag])
        );

        var (code, text) = await AskAsync(service, "/alive");
        Assert.Equal((HttpStatusCode.OK, "Healthy"), (code, text));

        (code, text) = await AskAsync(service, "/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        using var health = JsonDocument.Parse(text);
        Assert.Equal("unhealthy", health.RootElement.GetProperty("status").GetString());
        var checks = health.RootElement.GetProperty("checks");
        Assert.Equal("""{"status":"healthy"}""", checks.GetProperty("self").GetRawText());
        Assert.Equal("""{"status":"unhealthy"}""", checks.GetProperty("stock").GetRawText());
        Assert.Equal("""{"status":"unhealthy"}""", checks.GetProperty("ledger").GetRawText());

        // Its own words are told to who waits for it; an exception's are not.
        (code, text) = await AskAsync(service, "/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("no answer yet", text);
        Assert.Contains("the check has failed; the log says how", text);
        Assert.DoesNotContain("db.internal", text);
    }

    [Fact]
    public async Task Well_it_is_ready_and_healthy()
    {
        await using var service = await OwnService.StartAsync();

        Assert.Equal((HttpStatusCode.OK, """{"status":"healthy","checks":{}}"""), await AskAsync(service, "/ready"));
        Assert.Equal(
            (HttpStatusCode.OK, """{"status":"healthy","checks":{"self":{"status":"healthy"}}}"""),
            await AskAsync(service, "/health")
        );
    }

    [Fact]
    public async Task Without_a_collector_no_telemetry_is_gathered()
    {
        await using var service = await OwnService.StartAsync();

        Assert.Null(service.App.Services.GetService<TracerProvider>());
        Assert.Null(service.App.Services.GetService<MeterProvider>());
    }

    [Fact]
    public async Task With_a_collector_its_spans_arrive_and_those_of_probes_do_not()
    {
        await using var collector = await OtlpSink.StartAsync();
        var settings = collector.Variables("orders");
        await using (var service = await OwnService.StartAsync(configure: null, settings))
        {
            using var source = new ActivitySource(
                service.App.Services.GetRequiredService<IHostEnvironment>().ApplicationName
            );
            await AskAsync(service, "/alive");
            await AskAsync(service, "/not-there");
            using (source.StartActivity("work")) { }
        }

        // It has sent all when it has stopped.
        Assert.Contains(collector.Spans, span => span.Name is "work");
        Assert.Contains(collector.Spans, span => span.Attributes.GetValueOrDefault("url.path") is "/not-there");
        Assert.DoesNotContain(collector.Spans, span => span.Attributes.GetValueOrDefault("url.path") is "/alive");
    }

    [Fact]
    public async Task Another_service_is_found_by_its_name_in_the_configuration()
    {
        await using var backend = await StubHttpServer.StartAsync(context =>
            context.Response.WriteAsync($"at {context.Request.Path}", context.RequestAborted)
        );
        await using var service = await OwnService.StartAsync(
            configure: null,
            ("Services:backend:http:0", backend.Url.TrimEnd('/'))
        );
        using var client = Client(service);

        Assert.Equal("at /stock", await client.GetStringAsync("https+http://backend/stock", Cancel));
    }

    [Fact]
    public async Task What_fails_is_asked_again_unless_it_may_have_been_done()
    {
        await using var backend = await StubHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        var answer = backend.Answer;
        backend.Answer = context => backend.Requests is 1 ? answer(context) : Task.CompletedTask;
        await using var service = await OwnService.StartAsync();
        using var client = Client(service);

        using var read = await client.GetAsync(backend.Url, Cancel);
        Assert.Equal((HttpStatusCode.OK, 2), (read.StatusCode, backend.Requests));

        backend.Answer = answer;
        using var written = await client.PostAsync(backend.Url, content: null, Cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 3), (written.StatusCode, backend.Requests));
    }

    private static HttpClient Client(OwnService service) =>
        service.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

    private static async Task<(HttpStatusCode Code, string Text)> AskAsync(OwnService service, string path)
    {
        using var response = await service.Http.GetAsync(path, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
