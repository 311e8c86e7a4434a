using System.Net;
using IxpServer.Api.Limits;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Limits;

/// <summary>Callers near their limit wait.</summary>
public sealed class SlowDownTests
{
    [Theory]
    // After half of the limit, half a second more for each request, five seconds at most.
    [InlineData(500, CallerKind.Address, 0)]
    [InlineData(501, CallerKind.Address, 500)]
    [InlineData(502, CallerKind.User, 1_000)]
    [InlineData(900, CallerKind.User, 5_000)]
    [InlineData(9_999, CallerKind.Keys, 0)]
    public void The_delay_grows_with_each_request(long used, object kind, int milliseconds)
    {
        var options = new LimitOptions();
        var policy = LimitPolicy.Of(options, LimitGroup.Render, (CallerKind)kind);

        Assert.Equal(
            TimeSpan.FromMilliseconds(milliseconds),
            new SlowDown(options, TimeProvider.System).DelayOf(new Granted(policy, used, TimeSpan.Zero))
        );
    }

    [Fact]
    public async Task No_more_wait_at_once_than_the_server_can_bear()
    {
        var time = new FakeTimeProvider();
        var slowDown = new SlowDown(new LimitOptions { MostDelayed = 1 }, time);
        var cancel = TestContext.Current.CancellationToken;

        var waiting = slowDown.WaitAsync(TimeSpan.FromSeconds(1), cancel);
        Assert.False(await slowDown.WaitAsync(TimeSpan.FromSeconds(1), cancel));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await waiting);

        var next = slowDown.WaitAsync(TimeSpan.FromSeconds(1), cancel);
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next);
    }

    [Fact]
    public async Task A_request_too_many_waits_and_is_then_served_and_others_beyond_the_bound_are_refused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["Ixp:Limits:Max"] = "100",
                ["Ixp:Limits:SlowDownAfter"] = "1",
                ["Ixp:Limits:MostDelayed"] = "1",
            },
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time))
        );
        using (var first = await server.GetAsync("/ixp/theme"))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        var (one, other) = (server.GetAsync("/ixp/theme"), server.GetAsync("/ixp/theme"));
        var ended = await Task.WhenAny(one, other);
        var waiting = ended == one ? other : one;
        using var refused = await ended;
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.False(waiting.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(5));
        using var served = await waiting;
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }
}
