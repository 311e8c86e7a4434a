using System.Text.Json.Nodes;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Site.Theme;

/// <summary>The theme that components follow.</summary>
internal static class ThemeEndpoints
{
    internal static WebApplicationBuilder AddTheme(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<ThemeOptions>());
        builder.Services.AddSingleton<ThemeStore>();
        builder.Services.AddSingleton<ThemeBody>();
        builder.Services.AddStartCheck<ThemeStore>();
        return builder;
    }

    internal static void MapTheme(this IEndpointRouteBuilder routes)
    {
        var theme = routes.ServiceProvider.GetRequiredService<ThemeBody>().Body;
        routes
            .MapGetAndHead("/ixp/theme", (HttpContext context) => theme.SendAsync(context, "public, max-age=300"))
            .WithTags("Discovery")
            .WithName("theme")
            .WithSummary("Colours, type, spacing and component styles")
            .ProducesTagged<ThemeResponseBody>();
    }
}

/// <summary>The answer of <c>GET /ixp/theme</c>, for the OpenAPI document.</summary>
/// <param name="Theme">The theme.</param>
/// <param name="Version">The version of the format.</param>
/// <param name="Timestamp">When the theme's file was last written.</param>
public sealed record ThemeResponseBody(JsonObject Theme, string Version, DateTimeOffset Timestamp);

/// <summary>The answer of <c>GET /ixp/theme</c>, written once.</summary>
internal sealed class ThemeBody(ThemeStore store)
{
    internal PreparedBody Body { get; } =
        new(
            JsonReading.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("theme");
                store.Theme.WriteTo(writer);
                writer.WriteString("version", DefinitionList.FormatVersion);
                writer.WriteString("timestamp", Timestamps.Format(store.ChangedAt));
                writer.WriteEndObject();
            }),
            "application/json; charset=utf-8"
        );
}
