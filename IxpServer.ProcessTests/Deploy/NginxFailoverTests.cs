using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>What becomes of requests when a server ends in the middle of them.</summary>
[SupportedOSPlatform("linux")]
public sealed class NginxFailoverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_read_and_no_render_fails_when_a_server_is_killed()
    {
        await using var site = new NginxSite();
        await site.InitializeAsync();
        using var client = site.Nginx.Client("");
        var answered = 0;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Until well after the kill, whenever that is.
        var workers = Enumerable.Range(0, 4).Select(WorkAsync).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref answered) > 20), "requests are answered");
        await site.First.KillAsync();
        killed.SetResult();
        await Task.WhenAll(workers);

        async Task WorkAsync(int worker)
        {
            for (var left = 20; left > 0; left -= killed.Task.IsCompleted ? 1 : 0)
            {
                // Each from an address of its own: they are to fail for no other reason.
                using var request = new HttpRequestMessage(HttpMethod.Get, "/ixp/intents");
                if (worker % 2 is 0)
                {
                    request.Method = HttpMethod.Post;
                    request.RequestUri = new Uri("/ixp/render", UriKind.Relative);
                    request.Content = JsonContent.Create(
                        new { intent = new { name = "show_weather", parameters = new { city = "Oslo" } } }
                    );
                }

                var number = Interlocked.Increment(ref answered);
                request.Headers.Add(NginxProcess.ClientHeader, $"10.{worker}.{number / 250}.{number % 250}");
                using var answer = await client.SendAsync(request, Cancel);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task What_may_have_been_done_is_not_done_again()
    {
        await using var one = await BrokenAsync();
        await using var other = await BrokenAsync();
        await using var nginx = await NginxProcess.StartAsync(new Uri(one.Url), new Uri(other.Url));
        using var client = nginx.Client();
        using (var answer = await client.PostAsync("/api/sessions", JsonContent.Create(new { }), Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error");
            Assert.Equal("UNAVAILABLE", error.GetProperty("code").GetString());
        }

        Assert.Equal(1, one.Requests + other.Requests);
        (await client.GetAsync("/api/sessions", Cancel)).Dispose();
        Assert.Equal(3, one.Requests + other.Requests);

        static Task<StubHttpServer> BrokenAsync() =>
            StubHttpServer.StartAsync(context =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task A_stream_is_passed_on_piece_by_piece_and_only_WebSockets_are_upgraded()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var upgrade = "";
        await using var server = await StubHttpServer.StartAsync(async context =>
        {
            upgrade = $"{context.Request.Headers.Connection}: {context.Request.Headers.Upgrade}";
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.WriteAsync("data: one\n\n"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await more.Task.WaitAsync(Eventually.Limit, Cancel);
            await context.Response.Body.WriteAsync("data: two\n\n"u8.ToArray());
        });
        await using var nginx = await NginxProcess.StartAsync(new Uri(server.Url));
        using var client = nginx.Client();
        client.DefaultRequestHeaders.Upgrade.ParseAdd("h2c");
        await using (var stream = await client.GetStreamAsync("/mcp", Cancel))
        {
            using var reader = new StreamReader(stream);
            Assert.Equal("data: one", await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(Eventually.Limit, Cancel));
            more.SetResult();
            Assert.Contains("data: two", await reader.ReadToEndAsync(Cancel));
        }

        Assert.Equal(": ", upgrade);
        client.DefaultRequestHeaders.Upgrade.Clear();
        client.DefaultRequestHeaders.Upgrade.ParseAdd("websocket");
        client.DefaultRequestHeaders.Connection.Add("Upgrade");
        (await client.GetAsync("/mcp", Cancel)).Dispose();
        Assert.Equal("upgrade: websocket", upgrade, ignoreCase: true);
    }
}
