namespace IxpServer.Api.Diagnostics;

/// <summary>The answer of <c>GET /api/diagnostics/connections</c>.</summary>
/// <param name="Pool">This replica's own connections.</param>
/// <param name="Server">Those of all clients of the database server, by state, such as <c>active</c>.</param>
/// <param name="MostOfServer">The most that it takes (<c>max_connections</c>).</param>
public sealed record ConnectionsBody(PoolBody Pool, IReadOnlyDictionary<string, long> Server, int MostOfServer);

/// <summary>This replica's pool of connections.</summary>
/// <param name="Used">In use.</param>
/// <param name="Free">Open and idle.</param>
/// <param name="Pending">Callers that wait for one.</param>
/// <param name="Most">The most that it opens (<c>DATABASE_POOL_MAX</c>).</param>
public sealed record PoolBody(int Used, int Free, int Pending, int Most);

/// <summary>The answer of <c>GET /api/diagnostics/memory</c>; sizes in bytes.</summary>
/// <param name="ResidentSet">What the process has in memory.</param>
/// <param name="HeapUsed">Live and dead objects on the heap.</param>
/// <param name="HeapTotal">What the heap has taken from the system.</param>
/// <param name="Limit">The most that the heap may have.</param>
/// <param name="Allocated">All that was ever allocated.</param>
/// <param name="Collections">Garbage collections by generation.</param>
/// <param name="PausePercent">Part of the time since the start that collections stopped the process for.</param>
/// <param name="LastPauseMs">How long the last collection stopped it, in milliseconds.</param>
/// <param name="Threads">Threads of the pool.</param>
/// <param name="QueuedWork">Work that waits for one of them.</param>
/// <param name="Processors">Processors that the process may use.</param>
public sealed record MemoryBody(
    long ResidentSet,
    long HeapUsed,
    long HeapTotal,
    long Limit,
    long Allocated,
    IReadOnlyList<int> Collections,
    double PausePercent,
    double LastPauseMs,
    int Threads,
    long QueuedWork,
    int Processors
)
{
    internal static MemoryBody Now()
    {
        var memory = GC.GetGCMemoryInfo();
        return new(
            Environment.WorkingSet,
            GC.GetTotalMemory(forceFullCollection: false),
            memory.TotalCommittedBytes,
            memory.TotalAvailableMemoryBytes,
            GC.GetTotalAllocatedBytes(),
            [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => GC.CollectionCount(generation))],
            memory.PauseTimePercentage,
            memory.PauseDurations.Length > 0 ? memory.PauseDurations[0].TotalMilliseconds : 0,
            ThreadPool.ThreadCount,
            ThreadPool.PendingWorkItemCount,
            Environment.ProcessorCount
        );
    }
}
