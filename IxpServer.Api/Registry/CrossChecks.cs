namespace IxpServer.Api.Registry;

/// <summary>What can only be judged with all files read: duplicates and references between definitions.</summary>
internal static class CrossChecks
{
    internal static IEnumerable<RegistryFault> Run(
        IReadOnlyCollection<IntentDefinition> intents,
        IReadOnlyCollection<ComponentDefinition> components
    ) => [.. Duplicates(intents, "intent"), .. Duplicates(components, "component"), .. Dangling(intents, components)];

    private static IEnumerable<RegistryFault> Duplicates<T>(IEnumerable<T> definitions, string kind)
        where T : IDefinition =>
        from definition in definitions
        group definition by (definition.Name, Version: definition.Version.WithoutMetadata().ToString()) into same
        from repeated in same.Skip(1)
        let first = same.First().Location
        select Fault(
            repeated,
            "",
            $"{kind} '{same.Key.Name}' {same.Key.Version} is already defined at {Path.GetFileName(first.File)}#{first.Pointer}",
            FaultSeverity.Error
        );

    private static IEnumerable<RegistryFault> Dangling(
        IReadOnlyCollection<IntentDefinition> intents,
        IReadOnlyCollection<ComponentDefinition> components
    )
    {
        var componentNames = components.Select(component => component.Name).ToHashSet(StringComparer.Ordinal);
        var intentNames = intents.Select(intent => intent.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var intent in intents)
        {
            if (!componentNames.Contains(intent.Component))
            {
                var message = $"component '{intent.Component}' of intent '{intent.Name}' is not defined";
                yield return Fault(intent, "/component", message, FaultSeverity.Degraded);
            }

            if (intent.ReplacedBy is { } successor && !intentNames.Contains(successor))
            {
                var message = $"intent '{successor}', which replaces '{intent.Name}', is not defined";
                yield return Fault(intent, "/replacedBy", message, FaultSeverity.Warning);
            }
        }
    }

    private static RegistryFault Fault(IDefinition definition, string member, string message, FaultSeverity severity) =>
        new(definition.Location.File, definition.Location.Pointer + member, message, severity);
}
