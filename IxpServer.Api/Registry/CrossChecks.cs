namespace IxpServer.Api.Registry;

/// <summary>What can only be judged with all files read: duplicates and references between definitions.</summary>
internal static class CrossChecks
{
    internal static IEnumerable<RegistryFault> Run(
        IReadOnlyCollection<IntentDefinition> intents,
        DeclaredNames intentNames,
        IReadOnlyCollection<ComponentDefinition> components,
        DeclaredNames componentNames
    ) =>
        [
            .. Duplicates(intents, "intent"),
            .. Duplicates(components, "component"),
            .. Missing(intents, componentNames),
            .. Successors(intents, intent => intent.ReplacedBy, intentNames, "intent"),
            .. Successors(components, component => component.ReplacedBy, componentNames, "component"),
        ];

    private static IEnumerable<RegistryFault> Duplicates<T>(IEnumerable<T> definitions, string kind)
        where T : IDefinition =>
        from definition in definitions
        group definition by definition.Key into same
        from repeated in same.Skip(1)
        let first = same.First().Location
        select Fault(
            repeated,
            "",
            $"{kind} '{same.Key.Name}' {same.Key.Version} is already defined at {Path.GetFileName(first.File)}#{first.Pointer}",
            FaultSeverity.Error
        );

    private static IEnumerable<RegistryFault> Missing(IEnumerable<IntentDefinition> intents, DeclaredNames names) =>
        from intent in intents
        where names.Lack(intent.Component)
        let message = $"component '{intent.Component}' of intent '{intent.Name}' is not defined"
        select Fault(intent, "/component", message, FaultSeverity.Degraded);

    private static IEnumerable<RegistryFault> Successors<T>(
        IEnumerable<T> definitions,
        Func<T, string?> successorOf,
        DeclaredNames names,
        string kind
    )
        where T : IDefinition =>
        from definition in definitions
        let successor = successorOf(definition)
        where successor is not null && names.Lack(successor)
        let message = $"{kind} '{successor}', which replaces '{definition.Name}', is not defined"
        select Fault(definition, "/replacedBy", message, FaultSeverity.Warning);

    private static RegistryFault Fault(IDefinition definition, string member, string message, FaultSeverity severity) =>
        new(definition.Location.File, definition.Location.Pointer + member, message, severity);
}
