namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>
/// How long to leave a server alone that fails: twice as long each time, up to a limit. Half of the wait is left to
/// chance, so that replicas do not all come back at once.
/// </summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The longest wait, also where the server asks for a longer one.</param>
/// <param name="time">The clock.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private const int MaxDoublings = 20;

    private int _failures;
    private long _failedAt;
    private TimeSpan _wait;

    /// <summary>Whether the last try failed.</summary>
    internal bool IsFailing => _failures > 0;

    /// <summary>Whether the wait is over.</summary>
    internal bool MayTry => !IsFailing || time.GetElapsedTime(_failedAt) >= _wait;

    /// <summary>A try failed.</summary>
    /// <param name="retryAfter">The least wait that the server asks for.</param>
    internal void Fail(TimeSpan? retryAfter)
    {
        var wait = first * Math.Pow(2, Math.Min(_failures++, MaxDoublings));
        wait = (wait < longest ? wait : longest) * (0.5 + (Random.Shared.NextDouble() / 2));
        wait = retryAfter is { } asked && asked > wait ? asked : wait;
        _wait = wait < longest ? wait : longest;
        _failedAt = time.GetTimestamp();
    }

    /// <summary>A try succeeded.</summary>
    internal void Succeed() => _failures = 0;
}
