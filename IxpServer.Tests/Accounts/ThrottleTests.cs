using System.Net;
using IxpServer.Api.Accounts;
using IxpServer.Api.Limits;
using IxpServer.Data.Connections;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Guessing passwords is slow; the owner is not kept out for it.</summary>
public sealed class ThrottleTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Guesses_at_one_account_are_refused_with_the_time_to_wait()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var guess = new { email = "nobody@example.com", password = "guess" };
        var guesses = await Task.WhenAll(
            Enumerable.Range(0, 14).Select(_ => server.SendAsync("POST", "/api/auth/login", guess))
        );

        Assert.Equal(10, guesses.Count(answer => answer.StatusCode is HttpStatusCode.Unauthorized));
        var refused = guesses.First(answer => answer.StatusCode is not HttpStatusCode.Unauthorized);
        await refused.ErrorAsync(HttpStatusCode.TooManyRequests, "RATE_LIMIT_EXCEEDED");
        Assert.Equal("60", refused.Header("Retry-After"));

        server.Time.Advance(TimeSpan.FromSeconds(60));
        using var later = await server.SendAsync("POST", "/api/auth/login", guess);
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public void Guesses_from_elsewhere_do_not_keep_the_owner_out()
    {
        var throttle = new SignInThrottle(_time);
        Assert.Null(throttle.Begin("ann@example.com", "192.0.2.1"));
        throttle.Succeeded("ann@example.com", "192.0.2.1");

        for (var i = 0; i < 1_000; i++)
        {
            throttle.Begin("ann@example.com", $"198.51.{i / 256}.{i % 256}");
        }

        Assert.NotNull(throttle.Begin("Ann@example.com ", "203.0.113.9"));
        Assert.Null(throttle.Begin("Ann@example.com ", "192.0.2.1"));
        Assert.Null(throttle.Begin("bob@example.com", "203.0.113.9"));
    }

    [Fact]
    public void Guesses_from_one_address_or_network_count_together_whatever_the_account()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(throttle.Begin($"user{i}@example.com", $"2001:db8:1:2::{i:x}"));
        }

        Assert.NotNull(throttle.Begin("another@example.com", "2001:db8:1:2:ffff::1"));
        Assert.Null(throttle.Begin("another@example.com", "2001:db8:1:3::1"));
    }

    [Fact]
    public void Whoever_has_a_whole_site_cannot_begin_anew_with_each_of_its_networks()
    {
        var throttle = new SignInThrottle(_time);
        var taken = Enumerable
            .Range(0, 2_000)
            .Count(i => throttle.Begin($"user{i}@example.com", $"2001:db8:1:{i:x}::1") is null);

        Assert.Equal(16 * 50, taken);
        Assert.NotNull(throttle.Visit("2001:db8:1:ffff::1"));
        Assert.Null(throttle.Visit("2001:db8:2::1"));
        Assert.Null(throttle.Visit("192.0.2.1"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(throttle.Visit("2001:db8:1:ffff::1"));
    }

    [Fact]
    public void Signing_in_rightly_does_not_count()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < 500; i++)
        {
            Assert.Null(throttle.Begin("ann@example.com", "::ffff:192.0.2.1"));
            throttle.Succeeded("ann@example.com", "::ffff:192.0.2.1");
        }
    }

    [Fact]
    public void Memory_is_bounded()
    {
        var throttle = new Throttle(_time, burst: 1, TimeSpan.FromMinutes(1), mostKeys: 10);
        Assert.Null(throttle.Acquire("first"));
        Assert.NotNull(throttle.Acquire("first"));
        for (var i = 0; i < 20; i++)
        {
            throttle.Acquire($"{i}");
        }

        Assert.Null(throttle.Acquire("first"));
    }
}
