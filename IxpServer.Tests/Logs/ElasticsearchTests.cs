using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging.Elasticsearch;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Logs;

/// <summary>The log's way to Elasticsearch, against a server that fails in every way.</summary>
public sealed class ElasticsearchTests
{
    [Fact]
    public async Task Lines_go_into_the_index_of_their_day_after_the_template_with_the_credentials()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        await using var log = new Shipping(
            elastic.Url,
            options => options with { Username = "ixp", Password = "s3cret", IlmPolicy = "thirty-days" }
        );
        log.Log("before midnight", at: new DateTimeOffset(2026, 3, 4, 23, 59, 59, TimeSpan.Zero));
        log.Log("after midnight", at: new DateTimeOffset(2026, 3, 5, 1, 0, 0, TimeSpan.FromHours(1)));
        log.Log("too fine", LogLevel.Debug);
        await Shipping.UntilAsync(() => log.Count("written") is 2, "both lines are there");

        Assert.Equal(
            ["ixp-server-logs-2026.03.04", "ixp-server-logs-2026.03.05"],
            elastic.Documents.Keys.Select(key => key.Index).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["before midnight", "after midnight"], elastic.Messages);
        Assert.Equal($"Basic {Convert.ToBase64String("ixp:s3cret"u8)}", elastic.Authorization);
        var template = elastic.Template!.Value;
        Assert.Equal("ixp-server-logs-*", template.GetProperty("index_patterns")[0].GetString());
        var settings = template.GetProperty("template").GetProperty("settings");
        Assert.Equal("thirty-days", settings.GetProperty("index.lifecycle.name").GetString());
        var fields = template.GetProperty("template").GetProperty("mappings").GetProperty("properties");
        Assert.Equal("date", fields.GetProperty("@timestamp").GetProperty("type").GetString());
        Assert.Equal("keyword", fields.GetProperty("level").GetProperty("type").GetString());
        Assert.Equal((2, 2, 0), (log.Count("queued"), log.Count("written"), log.Count("spooled")));
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_and_an_api_key_wins_over_a_user()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        await using var log = new Shipping(
            elastic.Url,
            options =>
                options with
                {
                    BatchLines = 10,
                    Window = TimeSpan.FromHours(1),
                    Username = "ixp",
                    ApiKey = "a2V5",
                }
        );
        for (var line = 0; line < 25; line++)
        {
            log.Log($"line {line}");
        }

        await Shipping.UntilAsync(() => log.Count("written") >= 20, "two batches are there");
        log.Stop();
        Assert.Equal(25, elastic.Documents.Count);
        Assert.Equal("ApiKey a2V5", elastic.Authorization);
        Assert.All(elastic.Bulks, count => Assert.InRange(count, 1, 10));
    }

    [Fact]
    public async Task A_cluster_whose_certificate_is_from_the_named_authority_is_trusted_and_no_other()
    {
        using var authority = new TestAuthority("ours");
        using var stranger = new TestAuthority("another");
        await using var elastic = await ElasticsearchStub.StartAsync(authority.IssueFiles("127.0.0.1"));
        await using (var wrong = new Shipping(elastic.Url, options => options with { TlsCa = stranger.File }))
        {
            wrong.Log("never");
            await Shipping.UntilAsync(() => !wrong.Told.IsEmpty, "it says that it cannot be reached");
            Assert.Contains("certificate", wrong.Told.First(), StringComparison.OrdinalIgnoreCase);
            Assert.Empty(elastic.Documents);
            Assert.Null(elastic.Authorization);
        }

        await using var log = new Shipping(elastic.Url, options => options with { TlsCa = authority.File });
        log.Log("hello");
        await Shipping.UntilAsync(() => log.Count("written") is 1, "the line is there");
        Assert.Equal(["hello"], elastic.Messages);
    }

    [Fact]
    public async Task A_cluster_with_the_certificate_of_another_host_is_not_trusted()
    {
        using var authority = new TestAuthority("ours");
        await using var elastic = await ElasticsearchStub.StartAsync(authority.IssueFiles("search.example.com"));
        await using var log = new Shipping(elastic.Url, options => options with { TlsCa = authority.File });
        log.Log("never");
        await Shipping.UntilAsync(() => !log.Told.IsEmpty, "it says that it cannot be reached");
        Assert.Empty(elastic.Documents);
    }

    [Theory]
    [InlineData(429, 1)]
    [InlineData(503, null)]
    [InlineData(401, null)]
    public async Task A_server_that_refuses_for_now_is_asked_again_later_and_told_of_once(int status, int? retryAfter)
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        var asked = new ConcurrentQueue<long>();
        elastic.Before = context =>
        {
            asked.Enqueue(Stopwatch.GetTimestamp());
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = $"{retryAfter}";
            return Task.FromResult(true);
        };
        await using var log = new Shipping(elastic.Url);
        log.Log("first");
        await Shipping.UntilAsync(() => log.Count("spooled") is 1, "it waits on the disk");
        log.Log("second");
        await Shipping.UntilAsync(() => asked.Count >= 3, "it is tried again");

        // 1 s where it says so; else 10 to 20 and 20 to 40 ms.
        var (first, third) = (asked.First(), asked.ElementAt(2));
        Assert.True(Stopwatch.GetElapsedTime(first, third).TotalSeconds >= (retryAfter is null ? 0.03 : 2));
        elastic.Before = _ => Task.FromResult(false);
        log.Log("third");
        await Shipping.UntilAsync(() => elastic.Documents.Count is 3, "all are there");

        Assert.Equal(["first", "second", "third"], elastic.Messages);
        await Shipping.UntilAsync(() => log.Told.Count is 2, "it is told of");
        Assert.Contains("does not take log lines", log.Told.First());
        Assert.Contains($"{status}", log.Told.First());
        Assert.EndsWith("takes log lines again", log.Told.Last());
        await Shipping.UntilAsync(() => log.Spooled.Count is 0, "nothing waits any more");
    }

    [Fact]
    public async Task Of_a_batch_that_is_taken_in_part_only_what_may_succeed_is_sent_again()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        var isBusy = true;
        var sent = new ConcurrentQueue<string>();
        elastic.Status = document =>
        {
            var message = document.GetProperty("message").GetString()!;
            sent.Enqueue(message);
            return message switch
            {
                "bad" => 400,
                "busy" when isBusy => 429,
                "late" when isBusy => 503,
                _ => 201,
            };
        };
        await using var log = new Shipping(elastic.Url);
        foreach (var message in new[] { "good", "bad", "busy", "late", "fine" })
        {
            log.Log(message);
        }

        await Shipping.UntilAsync(() => log.Count("spooled") is 2, "two wait");
        await Shipping.UntilAsync(() => log.Count("written") is 2 && log.Count("failed") is 1, "the others do not");
        isBusy = false;
        await Shipping.UntilAsync(() => log.Count("written") is 4, "they are there");

        Assert.Equal(4, elastic.Documents.Count);
        Assert.Equal((1, 0), (log.Count("failed"), log.Count("dropped")));
        Assert.All(["good", "bad", "fine"], message => Assert.Single(sent, message));
        Assert.Contains(log.Told, told => told.Contains("refuses log lines for good", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_got_lost_makes_no_line_twice()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        await using var log = new Shipping(elastic.Url);
        var isLost = true;
        elastic.Before = context =>
        {
            if (isLost && context.Request.Path == "/_bulk")
            {
                isLost = false;
                context.Response.OnStarting(() =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
            }

            return Task.FromResult(false);
        };
        log.Log("once");
        await Shipping.UntilAsync(() => elastic.Bulks.Count is 2 && log.Count("written") is 1, "it is sent twice");

        Assert.Equal(["once"], elastic.Messages);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_and_blocks_nobody()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        var hangs = new TaskCompletionSource();
        elastic.Before = async context =>
        {
            await hangs.Task.WaitAsync(context.RequestAborted);
            return false;
        };
        await using var log = new Shipping(
            elastic.Url,
            options => options with { QueueBytes = 20_000, RequestTimeout = TimeSpan.FromMilliseconds(500) }
        );
        for (var line = 0; line < 200; line++)
        {
            log.Log($"line {line}");
        }

        // There was room for some, and nobody waited for the rest.
        Assert.InRange(log.Count("dropped"), 1, 199);
        await Shipping.UntilAsync(() => log.Count("spooled") > 0, "the request is given up");
        Assert.Contains("does not answer within 0.5 s", Assert.Single(log.Told));
        hangs.SetResult();
        await Shipping.UntilAsync(() => elastic.Documents.Count == log.Count("queued"), "what was queued is there");
    }

    [Fact]
    public async Task What_waits_survives_the_process_and_the_oldest_goes_first_when_the_disk_is_full()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        var isAway = true;
        elastic.Before = context =>
        {
            if (isAway)
            {
                context.Abort();
            }

            return Task.FromResult(isAway);
        };
        await using var log = new Shipping(
            elastic.Url,
            options => options with { BatchLines = 10, BatchBytes = 2_000, SpoolBytes = 8_000 }
        );
        for (var line = 0; line < 100; line++)
        {
            log.Log($"line {line:000}", at: DateTimeOffset.UnixEpoch.AddSeconds(line));
        }

        await Shipping.UntilAsync(() => log.Count("spooled") is 100, "all went through the spool");
        var kept = 100 - (int)log.Count("dropped");
        Assert.InRange(kept, 10, 90);
        Assert.InRange(log.Spooled.Sum(file => new FileInfo(file).Length), 4_000, 8_000);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log.Spooled[0]));
        }

        log.Stop();
        await File.AppendAllTextAsync(
            log.Spooled[^1],
            "{\"create\":{}}\n{\"cut off",
            TestContext.Current.CancellationToken
        );
        isAway = false;
        log.StartAgain();
        await Shipping.UntilAsync(() => elastic.Documents.Count == kept, "the rest is there");

        Assert.Equal("line 099", elastic.Messages[^1]);
        Assert.Equal($"line {100 - kept:000}", elastic.Messages[0]);
        await Shipping.UntilAsync(() => log.Spooled.Count is 0, "nothing waits any more");
    }

    [Fact]
    public async Task The_end_sends_what_waits_and_does_not_wait_for_a_server_that_hangs()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        await using (var first = new Shipping(elastic.Url))
        {
            first.Log("last words");
            first.Stop();
            Assert.Equal(["last words"], elastic.Messages);
        }

        var never = new TaskCompletionSource<bool>();
        elastic.Before = context => never.Task.WaitAsync(context.RequestAborted);
        await using var log = new Shipping(
            elastic.Url,
            options => options with { FlushTimeout = TimeSpan.FromMilliseconds(200) }
        );
        log.Log("kept for later");
        log.Stop();
        Assert.Contains(
            "kept for later",
            await File.ReadAllTextAsync(
                Assert.Single(log.Spooled),
                Encoding.UTF8,
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task A_template_that_may_not_be_put_is_told_and_does_not_stop_the_lines()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        elastic.Before = context =>
        {
            var isTemplate = context.Request.Method is "PUT";
            context.Response.StatusCode = isTemplate ? 403 : 200;
            return Task.FromResult(isTemplate);
        };
        await using var log = new Shipping(elastic.Url);
        log.Log("all the same");
        await Shipping.UntilAsync(() => elastic.Documents.Count is 1, "it is there");

        Assert.Contains("does not take the index template", Assert.Single(log.Told));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_cut_and_a_line_that_is_too_large_left_out()
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        elastic.Before = context =>
        {
            var isLarge = context.Request is { Method: "POST", ContentLength: > 700 };
            context.Response.StatusCode = isLarge ? 413 : 200;
            return Task.FromResult(isLarge);
        };
        await using var log = new Shipping(elastic.Url);
        for (var line = 0; line < 20; line++)
        {
            log.Log($"{Guid.NewGuid()}");
        }

        log.Log(string.Concat(Enumerable.Range(0, 100).Select(_ => $"{Guid.NewGuid()}")));
        await Shipping.UntilAsync(() => log.Count("failed") is 1, "one is given up");
        await Shipping.UntilAsync(() => elastic.Documents.Count is 20, "the others are there");
    }

    [Fact]
    public void Waits_double_up_to_a_limit_and_no_shorter_than_the_server_asks()
    {
        var time = new FakeTimeProvider();
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), time);
        Assert.True(backoff.MayTry);
        foreach (var (least, most) in new[] { (0.5, 1.0), (1, 2), (2, 4), (4, 8), (8, 16), (15, 30), (15, 30) })
        {
            backoff.Fail(retryAfter: null);
            time.Advance(TimeSpan.FromSeconds(least - 0.001));
            Assert.False(backoff.MayTry);
            time.Advance(TimeSpan.FromSeconds(most - least + 0.002));
            Assert.True(backoff.MayTry);
        }

        backoff.Succeed();
        backoff.Fail(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(backoff.MayTry);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(backoff.MayTry);
        backoff.Fail(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(backoff.MayTry);
    }

    [Theory]
    [InlineData("https://search.example:9200", true)]
    [InlineData("http://10.0.0.7:9200/elastic", true)]
    [InlineData("https://user:password@search.example", false)]
    [InlineData("https://search.example/?api_key=1", false)]
    [InlineData("search.example:9200", false)]
    [InlineData("ftp://search.example", false)]
    public void An_address_with_a_user_in_it_is_refused(string text, bool isAllowed) =>
        Assert.Equal(
            isAllowed,
            SettingReader.SettingOf<ElasticsearchOptions>(nameof(ElasticsearchOptions.Url)).Accepts(text)
        );
}
