namespace IxpServer.Api.Crawler.Sources;

/// <summary>Admits so many requests within any span of time as long as the window.</summary>
internal sealed class RateWindow(int requests, TimeSpan window, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _admitted = new();

    internal int Requests => requests;

    internal TimeSpan Window => window;

    /// <summary>Counts a request, or says after how long there will be room for one.</summary>
    internal bool TryEnter(out TimeSpan retryAfter)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_admitted.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= window)
            {
                _admitted.Dequeue();
            }

            if (_admitted.Count < requests)
            {
                _admitted.Enqueue(now);
                retryAfter = TimeSpan.Zero;
                return true;
            }

            retryAfter = window - time.GetElapsedTime(_admitted.Peek(), now);
            return false;
        }
    }
}
