using IxpServer.Api.Json;

namespace IxpServer.Api.Registry;

/// <summary>
/// An intent joined with its component, with everything of a render's answer that does not depend on the request
/// already written.
/// </summary>
/// <param name="Intent">The intent.</param>
/// <param name="Component">Its component; null when the registry has none of that name.</param>
public sealed record ResolvedIntent(IntentDefinition Intent, ComponentDefinition? Component)
{
    /// <summary>The answer up to the props: <c>{"record":{"moduleUrl":…,"exportName":…,"props":</c>.</summary>
    public ReadOnlyMemory<byte> BeforeProps { get; init; }

    /// <summary>The answer after the props, without its last brace: <c>},"component":…,"ttl":300</c>.</summary>
    public ReadOnlyMemory<byte> AfterProps { get; init; }

    /// <summary>How long a client may use the answer, in seconds.</summary>
    public int Ttl { get; init; }

    /// <summary>The <c>Cache-Control</c> header that says the same.</summary>
    public string CacheControl { get; init; } = "no-store";

    /// <summary>Headers of a deprecated definition: Deprecation (RFC 9745), Sunset (RFC 8594), Link (RFC 5829).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DeprecationHeaders { get; init; } = [];

    /// <summary>Joins an intent with its component.</summary>
    internal static ResolvedIntent Create(IntentDefinition intent, ComponentDefinition? component, AnswerParts parts)
    {
        if (component is null)
        {
            return new ResolvedIntent(intent, null);
        }

        var ttl = TimeToLive.Of(intent, component);
        return new ResolvedIntent(intent, component)
        {
            BeforeProps = parts.Before(component),
            AfterProps = parts.After(component, ttl),
            Ttl = ttl,
            CacheControl = intent.ReadsSession ? "no-store" : $"private, max-age={ttl}",
            DeprecationHeaders = [.. Deprecation(intent, component)],
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Deprecation(
        IntentDefinition intent,
        ComponentDefinition component
    )
    {
        if (intent.Status is DefinitionStatus.Active && component.Status is DefinitionStatus.Active)
        {
            yield break;
        }

        var since = intent.Status is DefinitionStatus.Active ? component.LastUpdated : intent.LastUpdated;
        yield return new("Deprecation", $"@{since.ToUnixTimeSeconds()}");
        if ((intent.Sunset ?? component.Sunset) is { } sunset)
        {
            yield return new("Sunset", sunset.UtcDateTime.ToString("R"));
        }

        if (intent.ReplacedBy is { } successor)
        {
            yield return new("Link", $"</ixp/intents/{Uri.EscapeDataString(successor)}>; rel=\"successor-version\"");
        }
        else if (component.ReplacedBy is { } other)
        {
            yield return new("Link", $"</ixp/components/{Uri.EscapeDataString(other)}>; rel=\"successor-version\"");
        }
    }
}

/// <summary>Writes the constant parts of answers, once for all intents that share a component.</summary>
internal sealed class AnswerParts
{
    private readonly Dictionary<ComponentDefinition, byte[]> _before = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(ComponentDefinition, int), byte[]> _after = [];

    internal byte[] Before(ComponentDefinition component)
    {
        if (!_before.TryGetValue(component, out var bytes))
        {
            bytes = JsonReading.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("record");
                writer.WriteString("moduleUrl", component.RemoteUrl);
                writer.WriteString("exportName", component.ExportName);
                writer.WritePropertyName("props");
            });
            _before[component] = bytes;
        }

        return bytes;
    }

    internal byte[] After(ComponentDefinition component, int ttl)
    {
        if (!_after.TryGetValue((component, ttl), out var bytes))
        {
            bytes =
            [
                .. "},\"component\":"u8,
                .. component.Utf8.Span,
                .. ",\"ttl\":"u8,
                .. JsonReading.Write(writer => writer.WriteNumberValue(ttl)),
            ];
            _after[(component, ttl)] = bytes;
        }

        return bytes;
    }
}
