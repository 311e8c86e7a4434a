namespace IxpServer.Api.Registry;

/// <summary>Tells when a definition last changed: one that is the same as before keeps its date.</summary>
internal sealed class ChangeDates(RegistrySnapshot? previous)
{
    private readonly Dictionary<(string, string), IntentDefinition> _intents =
        previous?.AllIntents.ToDictionary(Key) ?? [];

    private readonly Dictionary<(string, string), ComponentDefinition> _components =
        previous?.AllComponents.ToDictionary(Key) ?? [];

    /// <param name="intent">The intent as read now.</param>
    /// <param name="fileDate">When its file was last written.</param>
    internal IntentDefinition Apply(IntentDefinition intent, DateTimeOffset fileDate)
    {
        var known = _intents.GetValueOrDefault(Key(intent));
        return intent with { LastUpdated = IsSame(known, intent) ? known!.LastUpdated : fileDate };
    }

    /// <param name="component">The component as read now.</param>
    /// <param name="fileDate">When its file was last written.</param>
    internal ComponentDefinition Apply(ComponentDefinition component, DateTimeOffset fileDate)
    {
        var known = _components.GetValueOrDefault(Key(component));
        return component with { LastUpdated = IsSame(known, component) ? known!.LastUpdated : fileDate };
    }

    private static (string, string) Key(IDefinition definition) => (definition.Name, definition.Version.ToString());

    private static bool IsSame(IDefinition? known, IDefinition now) =>
        known is not null && known.Utf8.Span.SequenceEqual(now.Utf8.Span);
}
