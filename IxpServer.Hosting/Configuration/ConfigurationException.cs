namespace IxpServer.Hosting.Configuration;

/// <summary>A process cannot start as it is configured. It prints the faults and exits with 78.</summary>
/// <param name="faults">Every fault, each naming the setting or file and saying what is allowed; never a secret.</param>
public class ConfigurationException(IReadOnlyList<string> faults)
    : Exception($"The configuration has {faults.Count} faults: {string.Join("; ", faults)}")
{
    /// <summary>The exit code for a bad configuration, <c>EX_CONFIG</c> of BSD's sysexits.</summary>
    public const int ExitCode = 78;

    /// <summary>Every fault, in words.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>What is wrong with what an action reads; whoever mends one fault should not meet the next at the next start.</summary>
    public static IReadOnlyList<string> FaultsOf(Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (ConfigurationException refused)
        {
            return refused.Faults;
        }
    }

    /// <summary>Prints every fault for whoever starts the process.</summary>
    /// <param name="heading">What cannot be done.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> ReportAsync(string heading)
    {
        await Console.Error.WriteLineAsync($"{heading}:");
        foreach (var fault in Faults)
        {
            await Console.Error.WriteLineAsync($"  - {fault}");
        }

        return ExitCode;
    }
}
