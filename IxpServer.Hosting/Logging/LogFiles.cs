using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// <c>combined.log</c> with everything and <c>error.log</c> with what failed. At 10 MB the next file is begun, and of
/// each kind the newest five stay.
/// </summary>
internal sealed class LogFiles : ILogOutput
{
    internal const long MaxFile = 10 * 1024 * 1024;

    private readonly RollingFile _combined;
    private readonly RollingFile _errors;

    internal LogFiles(string directory, long largestFile = MaxFile)
    {
        _combined = new RollingFile(Path.Combine(directory, "combined.log"), largestFile);
        _errors = new RollingFile(Path.Combine(directory, "error.log"), largestFile);
    }

    public void Write(LogEntry entry, ReadOnlySpan<byte> line)
    {
        _combined.Add(line);
        if (entry.Level >= LogLevel.Error)
        {
            _errors.Add(line);
        }
    }

    public void Flush()
    {
        _combined.Flush();
        _errors.Flush();
    }

    public void Dispose()
    {
        _combined.Dispose();
        _errors.Dispose();
    }

    /// <summary>Makes the directory where it is missing, and says why nothing can be written there; null when it can.</summary>
    internal static string? FindFault(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"nothing can be written to '{directory}' ({fault.Message})";
        }
    }
}
