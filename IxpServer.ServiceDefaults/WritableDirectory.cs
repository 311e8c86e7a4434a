namespace IxpServer.ServiceDefaults;

/// <summary>Whether a process can keep files where its settings say.</summary>
public static class WritableDirectory
{
    /// <summary>Makes the directory where it is missing, and says why nothing can be written there; null when it can.</summary>
    public static string? FindFault(string directory)
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

    /// <summary>The same as a fault of a setting, for the list that stops a start.</summary>
    /// <param name="setting">What the setting is called.</param>
    /// <param name="directory">What it says.</param>
    public static IEnumerable<string> FindFaults(string setting, string directory)
    {
        if (FindFault(directory) is { } fault)
        {
            yield return $"{setting}: {fault}; allowed: a directory that this user may write to";
        }
    }
}
