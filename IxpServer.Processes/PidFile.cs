using System.Globalization;

namespace IxpServer.Processes;

/// <summary>A process noted in a file, for the next start to stop it if nobody else could.</summary>
internal static class PidFile
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    internal static void Write(string file, ProcessIdentity process, Signal stop) =>
        File.WriteAllText(file, $"{process.Id} {process.StartTime} {process.Boot} {(int)stop}\n");

    /// <summary>Stops the process that the file names if that very process still runs, and deletes the file.</summary>
    /// <returns>Whether it ran.</returns>
    internal static async Task<bool> StopAsync(string file)
    {
        var running = false;
        if (Read(file) is var (process, stop) && process.IsAlive)
        {
            running = true;
            await process.StopAsync(stop, StopLimit);
        }

        File.Delete(file);
        return running;
    }

    /// <summary>What the file says; null when it was only half written.</summary>
    private static (ProcessIdentity Process, Signal Stop)? Read(string file)
    {
        var fields = File.ReadAllText(file).Split(' ', StringSplitOptions.TrimEntries);
        return
            fields.Length is 4
            && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && Enum.TryParse<Signal>(fields[3], out var stop)
            ? (new ProcessIdentity(id, start, fields[2]), stop)
            : null;
    }
}
