using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>Why Redis does not do what it is asked.</summary>
internal static class RedisFaults
{
    /// <summary>What its answers begin with, and what the client says by itself of a server that it knows to be a replica.</summary>
    private static readonly (string Sign, string Reason)[] Known =
    [
        ("READONLY", "is a replica, which takes no writes (READONLY)"),
        ("not eligible for replica", "is a replica, which takes no writes (READONLY)"),
        ("OOM", "has no memory left for writes (OOM: see maxmemory)"),
        ("MISCONF", "takes no writes, since it cannot save them (MISCONF)"),
        ("NOAUTH", "refuses the password, or wants one (NOAUTH: see REDIS_PASSWORD)"),
        ("WRONGPASS", "refuses the password (WRONGPASS: see REDIS_PASSWORD)"),
        ("NOPERM", "does not let its user read and write (NOPERM)"),
        ("NOREPLICAS", "takes no writes without its replicas (NOREPLICAS)"),
        ("MASTERDOWN", "has lost its master (MASTERDOWN)"),
        ("CLUSTERDOWN", "is a cluster that is down (CLUSTERDOWN)"),
        ("LOADING", "is still reading its data (LOADING)"),
    ];

    /// <summary>In words that name Redis' own code, and hold nothing else of its answer.</summary>
    internal static string Reason(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (
                Known.FirstOrDefault(known => cause.Message.Contains(known.Sign, StringComparison.Ordinal)) is
                { Reason: { } reason }
            )
            {
                return reason;
            }
        }

        return fault switch
        {
            RedisConnectionException => "cannot be reached",
            RedisServerException => "refuses what it is asked",
            _ => "does not answer",
        };
    }
}
