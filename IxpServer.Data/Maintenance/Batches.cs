namespace IxpServer.Data.Maintenance;

/// <summary>Removes many rows in small steps, between which others may write.</summary>
internal static class Batches
{
    /// <summary>A step of this size holds SQLite's one write lock for some milliseconds.</summary>
    internal const int Size = 1_000;

    /// <summary>Repeats a step until it finds less than it may take.</summary>
    /// <param name="step">Takes so many rows at most; returns how many it took.</param>
    /// <returns>How many were taken in all.</returns>
    internal static async Task<int> RunAsync(Func<int, Task<int>> step)
    {
        var all = 0;
        for (var taken = Size; taken == Size; all += taken)
        {
            taken = await step(Size);
        }

        return all;
    }
}
