using IxpServer.Api.Configuration;

namespace IxpServer.Api.Registry;

/// <summary>The registry's files cannot be used and there is no earlier state to serve.</summary>
/// <param name="faults">Everything that is wrong with them.</param>
public sealed class RegistryException(IReadOnlyList<RegistryFault> faults)
    : ConfigurationException([
        .. faults.Where(fault => fault.Severity is FaultSeverity.Error).Select(fault => fault.ToString()),
    ]);
