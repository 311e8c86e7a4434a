namespace IxpServer.Api.Configuration;

/// <summary>The server cannot start as it is configured. The process prints the faults and exits with 78.</summary>
/// <param name="faults">Every fault, each naming the setting or file and saying what is allowed.</param>
public class ConfigurationException(IReadOnlyList<string> faults)
    : Exception($"The configuration has {faults.Count} faults: {string.Join("; ", faults)}")
{
    /// <summary>The exit code for a bad configuration, <c>EX_CONFIG</c> of BSD's sysexits.</summary>
    public const int ExitCode = 78;

    /// <summary>Every fault, in words.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>Prints every fault for whoever starts the server.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> TellAsync()
    {
        await Console.Error.WriteLineAsync("The server cannot start:");
        foreach (var fault in Faults)
        {
            await Console.Error.WriteLineAsync($"  - {fault}");
        }

        return ExitCode;
    }
}
