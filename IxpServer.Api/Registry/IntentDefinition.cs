using System.Text.Json;
using IxpServer.JsonSchema;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>An intent: what a user may want, with which parameters, and the component that fulfils it.</summary>
public sealed record IntentDefinition : IDefinition
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public required SemVersion Version { get; init; }

    /// <inheritdoc/>
    public required VersionKey Key { get; init; }

    /// <inheritdoc/>
    public DefinitionStatus Status { get; init; }

    /// <inheritdoc/>
    public DefinitionLocation Location { get; init; } = DefinitionLocation.None;

    /// <inheritdoc/>
    public CompiledSchema Schema => Parameters;

    /// <inheritdoc/>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>What the intent is for, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>A short name for people; null where the author gave none.</summary>
    public string? Title { get; init; }

    /// <summary>The name of the component that shows the answer.</summary>
    public required string Component { get; init; }

    /// <summary>Checks and completes the parameters.</summary>
    public required CompiledSchema Parameters { get; init; }

    /// <summary>Whether crawlers may list the intent.</summary>
    public bool Crawlable { get; init; }

    /// <summary>Where the component's data comes from besides the parameters.</summary>
    public DataProviderDefinition? DataProvider { get; init; }

    /// <summary>Whether the answer depends on the session that a render belongs to.</summary>
    public bool ReadsSession => DataProvider is { Session.Count: > 0 };

    /// <summary>The intent to use instead of a deprecated one.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>When a deprecated intent stops to be served.</summary>
    public DateTimeOffset? Sunset { get; init; }

    /// <summary>The author's own time to live in seconds; null means the protocol's rule.</summary>
    public int? Ttl { get; init; }

    /// <summary>The subject it belongs to.</summary>
    public string? Category { get; init; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What a chat shows at its start: menu items, quick actions, icon, featured.</summary>
    public required IntentPresentation Presentation { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset LastUpdated { get; init; }

    /// <inheritdoc/>
    public IDefinition At(DefinitionLocation location, DateTimeOffset lastUpdated) =>
        this with
        {
            Location = location,
            LastUpdated = lastUpdated,
        };
}

/// <summary>
/// How an intent is shown in menus. The original format keeps these as <c>default</c>s of properties with the same
/// names inside <c>parameters</c>; both places are read.
/// </summary>
/// <param name="Featured">Whether it is shown first.</param>
/// <param name="Icon">An icon's name or URL.</param>
/// <param name="MenuItems">Menu items, as written; null where there are none.</param>
/// <param name="QuickActions">Quick actions, as written; null where there are none.</param>
public sealed record IntentPresentation(bool Featured, string? Icon, JsonElement? MenuItems, JsonElement? QuickActions);

/// <summary>Where an intent's data comes from: a provider in code (by name) or an HTTP endpoint (by URL).</summary>
public sealed record DataProviderDefinition
{
    private const string SessionMark = "session.";

    /// <summary>The name of a provider registered in code; for an HTTP provider, what the answer calls it.</summary>
    public string? Name { get; init; }

    /// <summary>The URL with parameters in braces, such as <c>https://api.example.com/items/{id}</c>.</summary>
    public string? Url { get; init; }

    /// <summary>Request headers; <c>{secret:NAME}</c> stands for a configured secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What the provider may know of the session that a render belongs to: paths such as <c>cart.id</c>, each with
    /// its JSON Pointer into the session's context.
    /// </summary>
    public IReadOnlyDictionary<string, string> Session { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one answer may take.</summary>
    public int TimeoutMs { get; init; } = 2_000;

    /// <summary>How long an answer is fresh; null means the server's setting.</summary>
    public int? CacheSeconds { get; init; }

    /// <summary>Props by JSON Pointers into the answer; null takes the answer's members as they are.</summary>
    public IReadOnlyDictionary<string, string>? Map { get; init; }

    /// <summary>Whether the render fails when the provider does and nothing earlier is known.</summary>
    public bool Required { get; init; }

    /// <summary>Stands for the whole definition: data of another definition is other data.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>
    /// The path in a placeholder's name such as <c>session.cart.id</c>, if the provider may read it; else null.
    /// </summary>
    internal string? SessionPath(string name) =>
        name.StartsWith(SessionMark, StringComparison.Ordinal) && Session.ContainsKey(name[SessionMark.Length..])
            ? name[SessionMark.Length..]
            : null;

    /// <summary>What the answer's metadata calls the provider.</summary>
    public string DisplayName => Name ?? "http";
}
