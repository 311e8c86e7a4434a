using IxpServer.Api.Configuration;

namespace IxpServer.Api.Registry;

/// <summary>The registry's files cannot be used and there is no earlier state to serve.</summary>
/// <param name="faults">Everything that is wrong with them.</param>
/// <param name="options">The settings that name the files.</param>
public sealed class RegistryException(IReadOnlyList<RegistryFault> faults, RegistryOptions options)
    : ConfigurationException([
        .. faults
            .Where(fault => fault.Severity is FaultSeverity.Error)
            .Select(fault => $"{options.SettingOf(fault.File)}: {fault}{Allowed(fault, options)}"),
    ])
{
    /// <summary>A fault inside a file says itself what is expected there.</summary>
    private static string Allowed(RegistryFault fault, RegistryOptions options) =>
        fault.Pointer.Length > 0 ? ""
        : options.Intents.Contains(fault.File, StringComparer.Ordinal) ? """; allowed: a JSON file {"intents": […]}"""
        : """; allowed: a JSON file {"components": {"Name": {…}}}""";
}
