using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane;

namespace IxpServer.Api.Caching;

/// <summary>Tells the other replicas over Redis' publish and subscribe what has changed in the cache.</summary>
internal sealed class RedisBackplane(RedisLink redis) : IFusionCacheBackplane
{
    private BackplaneSubscriptionOptions? _subscription;

    public async ValueTask SubscribeAsync(BackplaneSubscriptionOptions subscriptionOptions)
    {
        _subscription = subscriptionOptions;
        await redis.SubscribeAsync(Channel(subscriptionOptions), ReceivedAsync, ConnectedAsync);
    }

    public async ValueTask UnsubscribeAsync()
    {
        if (_subscription is { } subscription)
        {
            _subscription = null;
            await (await redis.ConnectionAsync()).GetSubscriber().UnsubscribeAsync(Channel(subscription));
        }
    }

    public async ValueTask PublishAsync(
        BackplaneMessage message,
        FusionCacheEntryOptions options,
        CancellationToken token = default
    )
    {
        if (_subscription is { } subscription)
        {
            using var span = RedisSpans.Start(redis, "PUBLISH");
            var connection = await redis.ConnectionAsync();
            await connection.GetSubscriber().PublishAsync(Channel(subscription), BackplaneMessage.ToByteArray(message));
        }
    }

    // The cache uses these in its own synchronous calls only, which this server does not make.
    public void Subscribe(BackplaneSubscriptionOptions options) =>
        SubscribeAsync(options).AsTask().GetAwaiter().GetResult();

    public void Unsubscribe() => UnsubscribeAsync().AsTask().GetAwaiter().GetResult();

    public void Publish(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default) =>
        PublishAsync(message, options, token).AsTask().GetAwaiter().GetResult();

    private static RedisChannel Channel(BackplaneSubscriptionOptions options) =>
        RedisChannel.Literal(options.ChannelName!);

    private async Task ConnectedAsync(bool isAgain)
    {
        if (_subscription?.ConnectHandlerAsync is { } connected)
        {
            await connected(new BackplaneConnectionInfo(isAgain));
        }
    }

    private async Task ReceivedAsync(RedisValue value)
    {
        if (_subscription?.IncomingMessageHandlerAsync is { } received && (byte[]?)value is { } bytes)
        {
            await received(BackplaneMessage.FromByteArray(bytes));
        }
    }
}
