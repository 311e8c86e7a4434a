using System.Text.Json;

namespace IxpServer.Api.Site.Discovery;

/// <summary>The answer of <c>GET /ixp/menu</c>.</summary>
public sealed record MenuBody(IReadOnlyList<MenuEntry> Menus, int Total);

/// <summary>An intent with menu items, as its author wrote them.</summary>
public sealed record MenuEntry(string IntentName, string Description, JsonElement MenuItems);

/// <summary>The answer of <c>GET /ixp/init</c>.</summary>
/// <param name="Intents">The intents asked for.</param>
/// <param name="Total">How many those are.</param>
/// <param name="Featured">Whether only featured intents were asked for.</param>
/// <param name="Timestamp">When the registry last changed.</param>
public sealed record InitBody(IReadOnlyList<InitEntry> Intents, int Total, bool Featured, string Timestamp);

/// <summary>An intent with what a chat shows of it.</summary>
public sealed record InitEntry(
    string Name,
    string Description,
    string? Category,
    bool Featured,
    JsonElement MenuItems,
    string? Icon,
    JsonElement QuickActions
);
