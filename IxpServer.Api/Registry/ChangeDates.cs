namespace IxpServer.Api.Registry;

/// <summary>Tells when an intent last changed: a definition that is the same as before keeps its date.</summary>
internal sealed class ChangeDates(RegistrySnapshot? previous)
{
    private readonly Dictionary<(string, string), IntentDefinition> _known =
        previous?.AllIntents.ToDictionary(intent => (intent.Name, intent.Version.ToString())) ?? [];

    /// <param name="intent">The intent as read now.</param>
    /// <param name="fileDate">When its file was last written.</param>
    internal IntentDefinition Apply(IntentDefinition intent, DateTimeOffset fileDate) =>
        _known.TryGetValue((intent.Name, intent.Version.ToString()), out var known)
        && known.Utf8.Span.SequenceEqual(intent.Utf8.Span)
            ? intent with
            {
                LastUpdated = known.LastUpdated,
            }
            : intent with
            {
                LastUpdated = fileDate,
            };
}
