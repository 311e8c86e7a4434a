namespace IxpServer.Api.Registry;

/// <summary>The registry's files cannot be used and there is no earlier state to serve.</summary>
/// <param name="faults">Everything that is wrong with them.</param>
/// <param name="options">The settings that name the files.</param>
public sealed class RegistryException(IReadOnlyList<RegistryFault> faults, RegistryOptions options)
    : ConfigurationException([
        .. faults
            .Where(fault => fault.Severity is FaultSeverity.Error)
            .Select(fault =>
                // A fault inside a file says itself what is expected there.
                options.SettingOf(fault.File)
                    is var setting
                && fault.Pointer.Length > 0
                    ? $"{setting.Name}: {fault}"
                    : setting.Fault($"{fault}")
            ),
    ]);
