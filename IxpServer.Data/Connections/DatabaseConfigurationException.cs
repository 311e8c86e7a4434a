namespace IxpServer.Data.Connections;

/// <summary>The database's settings are wrong.</summary>
/// <param name="faults">Every fault, each naming the setting and saying what is allowed; never a secret.</param>
public sealed class DatabaseConfigurationException(IReadOnlyList<string> faults)
    : Exception($"The database's configuration has {faults.Count} faults: {string.Join("; ", faults)}")
{
    /// <summary>Every fault, in words.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
