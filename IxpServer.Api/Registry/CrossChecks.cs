namespace IxpServer.Api.Registry;

/// <summary>What can only be judged with all definitions read: duplicates and references between them.</summary>
internal static class CrossChecks
{
    internal static IEnumerable<RegistryFault> Run(
        IReadOnlyCollection<IntentDefinition> intents,
        DeclaredNames intentNames,
        IReadOnlyCollection<ComponentDefinition> components,
        DeclaredNames componentNames
    ) =>
        [
            .. Missing(intents, componentNames),
            .. Successors(intents, intent => intent.ReplacedBy, intentNames, "intent"),
            .. Successors(components, component => component.ReplacedBy, componentNames, "component"),
        ];

    /// <summary>What is told of a definition whose key another one has already.</summary>
    internal static RegistryFault Duplicate(IDefinition repeated, IDefinition first) =>
        Fault(
            repeated,
            "",
            $"{repeated.Key} is already defined at {Path.GetFileName(first.Location.File)}#{first.Location.Pointer}",
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
