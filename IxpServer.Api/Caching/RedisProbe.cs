using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>
/// Why Redis cannot be used, found out by connecting anew: the connection that was lost tells only that it was, also when
/// Redis is there and refuses every further one.
/// </summary>
internal sealed class RedisProbe(RedisAddress address)
{
    /// <summary>A refusal comes at once. Whoever asks has a second more.</summary>
    private const int TimeoutMs = 1_000;

    /// <summary>The reason in the words of <see cref="RedisFaults"/>.</summary>
    /// <param name="fault">What the lost connection told.</param>
    /// <param name="cancel">Ends the search; then it is what the lost connection told.</param>
    internal async Task<string> ReasonAsync(Exception fault, CancellationToken cancel)
    {
        try
        {
            var refusal = fault is RedisConnectionException ? await ConnectAsync().WaitAsync(cancel) : null;
            return RedisFaults.Reason(refusal ?? fault);
        }
        catch (OperationCanceledException)
        {
            return RedisFaults.Reason(fault);
        }
    }

    private async Task<RedisConnectionException?> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(address.ConnectionString);
        address.Complete(options);
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = TimeoutMs;
        try
        {
            await using var anew = await ConnectionMultiplexer.ConnectAsync(options);
            return null;
        }
        catch (RedisConnectionException refused)
        {
            return refused;
        }
    }
}
