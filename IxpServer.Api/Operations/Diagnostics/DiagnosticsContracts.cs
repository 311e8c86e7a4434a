using System.Diagnostics;
using IxpServer.Api.Http;
using IxpServer.Api.Rendering;

namespace IxpServer.Api.Operations.Diagnostics;

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
/// <param name="HeapTotal">What the heap had taken from the system at the last collection.</param>
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

/// <summary>One of the last renders of this replica; times in milliseconds.</summary>
/// <param name="Id">The id of its intent log.</param>
/// <param name="CreatedAt">When it was answered, ISO 8601, UTC.</param>
/// <param name="Intent">The intent that was asked for.</param>
/// <param name="DurationMs">The whole of it.</param>
/// <param name="Stages">Its parts.</param>
/// <param name="Error">The error's code; null when there was none.</param>
/// <param name="IsDegraded">Whether data was missing or old.</param>
public sealed record RenderTimesBody(
    Guid Id,
    string CreatedAt,
    string Intent,
    double DurationMs,
    StagesBody Stages,
    string? Error,
    bool IsDegraded
)
{
    internal static RenderTimesBody Of(RecentRender render) =>
        new(
            render.Id,
            Timestamps.Format(render.At),
            render.Intent,
            Math.Round(render.Took.TotalMilliseconds, 4),
            new StagesBody(
                Milliseconds(render.Stages.Resolve),
                Milliseconds(render.Stages.Validate),
                Milliseconds(render.Stages.Session),
                Milliseconds(render.Stages.Data),
                Milliseconds(render.Stages.Props)
            ),
            render.Error,
            render.IsDegraded
        );

    private static double Milliseconds(long ticks) =>
        Math.Round(Stopwatch.GetElapsedTime(0, ticks).TotalMilliseconds, 4);
}

/// <summary>The parts of a render, in milliseconds; 0 for one that it did not come to.</summary>
/// <param name="Resolve">Finding the intent and its component.</param>
/// <param name="Validate">Checking the parameters.</param>
/// <param name="Session">Looking up its session.</param>
/// <param name="Data">Getting the data, from the cache or the provider.</param>
/// <param name="Props">Writing the props, and checking them.</param>
public sealed record StagesBody(double Resolve, double Validate, double Session, double Data, double Props);
