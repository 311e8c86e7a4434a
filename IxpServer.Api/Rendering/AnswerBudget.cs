namespace IxpServer.Api.Rendering;

/// <summary>
/// What the answers of one batch may come to together. Once one does not fit no other is begun, so that no more is made in
/// vain than the renders that are under way then.
/// </summary>
internal sealed class AnswerBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Whether an answer did not fit.</summary>
    internal bool IsSpent => Interlocked.Read(ref _left) < 0;

    /// <summary>Takes an answer's bytes; false when they do not fit.</summary>
    internal bool TrySpend(long bytes) => Interlocked.Add(ref _left, -bytes) >= 0;
}
