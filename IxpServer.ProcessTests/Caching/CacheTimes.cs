using IxpServer.Api.Caching;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>How long values stay where.</summary>
internal static class CacheTimes
{
    /// <summary>How long a value that is fresh for so long stays in the server's memory before anything else is asked.</summary>
    internal static async Task<TimeSpan> InMemoryAsync(
        this IxpTestServer server,
        TimeSpan fresh,
        bool isMemoryOnly = false
    )
    {
        var stays = TimeSpan.Zero;
        await server
            .Services.GetRequiredService<IxpCache>()
            .GetOrSetAsync<int>(
                $"test:{Guid.NewGuid()}",
                (context, _) =>
                {
                    stays = context.Options.Duration;
                    return Task.FromResult(1);
                },
                new CacheEntry(fresh, IsMemoryOnly: isMemoryOnly),
                TestContext.Current.CancellationToken
            );
        return stays;
    }
}
