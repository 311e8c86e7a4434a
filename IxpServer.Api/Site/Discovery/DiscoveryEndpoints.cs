using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IxpServer.Api.Site.Discovery;

/// <summary>What a chat shows at its start: menus and the list of intents with their presentation.</summary>
internal static class DiscoveryEndpoints
{
    internal static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ixp").WithTags("Discovery");
        group
            .MapMethods("/menu", EndpointDescriptions.GetAndHead, Menu)
            .WithName("menu")
            .WithSummary("Intents with menu items")
            .Produces<MenuBody>();
        group
            .MapMethods("/init", EndpointDescriptions.GetAndHead, Init)
            .WithName("init")
            .WithSummary("What a chat shows first; featured=true filters, limit cuts")
            .Produces<InitBody>();
    }

    private static Ok<MenuBody> Menu(RegistryStore registry)
    {
        var menus = registry
            .Current.Intents.Where(intent => intent.Presentation.MenuItems?.GetArrayLength() > 0)
            .Select(intent => new MenuEntry(intent.Name, intent.Description, intent.Presentation.MenuItems!.Value))
            .ToList();
        return TypedResults.Ok(new MenuBody(menus, menus.Count));
    }

    /// <summary>A limit that is not a positive number is ignored, as the original server does.</summary>
    private static Ok<InitBody> Init(RegistryStore registry, string? featured = null, string? limit = null)
    {
        var snapshot = registry.Current;
        var isFeatured = featured is "true";
        var intents = snapshot
            .Intents.Where(intent => !isFeatured || intent.Presentation.Featured)
            .Take(int.TryParse(limit, out var most) && most > 0 ? most : int.MaxValue)
            .Select(Entry)
            .ToList();
        return TypedResults.Ok(
            new InitBody(intents, intents.Count, isFeatured, Timestamps.Format(snapshot.Changed.Intents))
        );
    }

    private static InitEntry Entry(IntentDefinition intent) =>
        new(
            intent.Name,
            intent.Description,
            intent.Category,
            intent.Presentation.Featured,
            intent.Presentation.MenuItems ?? JsonReading.EmptyArray,
            intent.Presentation.Icon,
            intent.Presentation.QuickActions ?? JsonReading.EmptyArray
        );
}
