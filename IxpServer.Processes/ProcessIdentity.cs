using System.Globalization;

namespace IxpServer.Processes;

/// <summary>
/// One process and no other: its id, and when it started. Ids are used again, so an id alone never suffices to send a signal.
/// </summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTime">Clock ticks from boot to its start, as <c>/proc/PID/stat</c> has them.</param>
public sealed record ProcessIdentity(int Id, ulong StartTime)
{
    /// <summary>Whether this very process still runs; one that only waits to be reaped does not.</summary>
    public bool IsAlive => Of(Id) == this;

    /// <summary>The running process with this id, if there is one.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");

            // The name before it is in parentheses and may itself hold any character.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new ProcessIdentity(id, ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The running processes of this user that run below a directory.</summary>
    public static IEnumerable<ProcessIdentity> In(string directory) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && WorkingDirectory(id)?.StartsWith($"{directory}/", StringComparison.Ordinal) is true)
            .Select(Of)
            .OfType<ProcessIdentity>();

    /// <summary>The running processes that this one has started.</summary>
    public IReadOnlyList<ProcessIdentity> Children()
    {
        try
        {
            return
            [
                .. File.ReadAllText($"/proc/{Id}/task/{Id}/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(id => Of(int.Parse(id, CultureInfo.InvariantCulture)))
                    .OfType<ProcessIdentity>(),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string? WorkingDirectory(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Waits until it has ended; false when that takes longer than the limit.</summary>
    public async Task<bool> EndedAsync(TimeSpan limit)
    {
        // Only a parent is told of an end; everybody else has to ask.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (IsAlive)
        {
            if (Environment.TickCount64 > deadline)
            {
                return false;
            }

            await timer.WaitForNextTickAsync();
        }

        return true;
    }

    /// <summary>Sends it a signal, unless it has ended.</summary>
    public void Send(Signal signal)
    {
        if (signal is not Signal.None && IsAlive)
        {
            Native.Kill(Id, signal);
        }
    }

    /// <summary>Asks it to end and, if it has not after the limit, kills it.</summary>
    public async Task StopAsync(Signal signal, TimeSpan limit)
    {
        Send(signal);
        if (!await EndedAsync(limit))
        {
            Send(Signal.Kill);
            await EndedAsync(limit);
        }
    }
}
