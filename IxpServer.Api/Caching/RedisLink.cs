using IxpServer.Data.Connections;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>The one connection to Redis, whose owner is the container. It never fails a start: it connects when Redis is there.</summary>
public sealed partial class RedisLink
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Func<Task<IConnectionMultiplexer>> _connect;
    private readonly ILogger<RedisLink> _logger;
    private readonly Lock _one = new();
    private Task<IConnectionMultiplexer>? _connecting;

    internal RedisLink(Func<Task<IConnectionMultiplexer>> connect, ILogger<RedisLink> logger) =>
        (_logger, _connect) = (logger, connect);

    /// <summary>Whether Redis can be reached now.</summary>
    public bool IsConnected => Connected is { IsConnected: true };

    private IConnectionMultiplexer? Connected =>
        Volatile.Read(ref _connecting) is { IsCompletedSuccessfully: true } done ? done.Result : null;

    /// <summary>The connection, which may be down at the moment. One that could not be made is tried anew.</summary>
    public Task<IConnectionMultiplexer> ConnectionAsync()
    {
        lock (_one)
        {
            if (_connecting is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _connecting = _connect();
            }

            return _connecting;
        }
    }

    /// <summary>Listens on a channel, from now or from when Redis is there.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="received">Gets each message, one after the other.</param>
    /// <param name="connected">Called each time that messages can be received, with whether they could before.</param>
    internal async Task SubscribeAsync(
        RedisChannel channel,
        Func<RedisValue, Task> received,
        Func<bool, Task> connected
    )
    {
        var connection = await ConnectionAsync();
        var one = new SemaphoreSlim(1);
        var outage = new Outage();
        var isSubscribed = false;

        // Commands and messages have a connection each, and either may be back first: what needs both has to be done again.
        connection.ConnectionRestored += async (_, _) => await FollowAsync();
        if (!await SubscribedAsync())
        {
            _ = FollowAsync();
        }

        // Nobody awaits an event's handler: what it throws would end the process.
        async Task FollowAsync()
        {
            try
            {
                // Redis that is there but late: no event would tell when it is not.
                while (!await SubscribedAsync() && connection.IsConnected)
                {
                    await Task.Delay(RetryDelay);
                }
            }
            catch (Exception fault)
            {
                LogBroken(channel.ToString(), fault);
            }
        }

        async Task<bool> SubscribedAsync()
        {
            await one.WaitAsync();
            try
            {
                var isAgain = isSubscribed;
                if (!isSubscribed)
                {
                    var queue = await connection.GetSubscriber().SubscribeAsync(channel);
                    queue.OnMessage(message => received(message.Message));
                    isSubscribed = true;
                }

                await connected(isAgain);
                outage.End();
                return true;
            }
            catch (Exception away) when (away is RedisException or TimeoutException)
            {
                if (outage.Fail())
                {
                    LogAway(channel.ToString(), away.Message);
                }

                return false;
            }
            finally
            {
                one.Release();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis cannot be reached; '{Channel}' is listened to when it can ({Reason})")]
    private partial void LogAway(string channel, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "'{Channel}' is not caught up with after Redis came back: its next return does that"
    )]
    private partial void LogBroken(string channel, Exception fault);
}
