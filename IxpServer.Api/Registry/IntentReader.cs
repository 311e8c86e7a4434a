using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Registry;

/// <summary>Turns one intent of a file into a definition, reporting everything that is wrong with it.</summary>
internal static class IntentReader
{
    /// <summary>
    /// A parameter that says it is a date is meant to be one: formats are checked, not only noted. Versions and kin of an
    /// intent often have the same parameters, and a file that is read again mostly has.
    /// </summary>
    private static readonly SchemaCache Schemas = new(new() { AssertFormats = true });

    internal static IntentDefinition? Read(JsonElement json, FileFaults faults)
    {
        if (!faults.Check(json, DefinitionSchema.Intent))
        {
            return null;
        }

        if (!VersionRanges.TryParseVersion(json.Text("version"), out var version))
        {
            faults.Error("/version", $"'{json.Text("version")}' is not a semantic version such as 1.2.0");
        }

        var parameters = json.GetProperty("parameters");
        var schema = faults.Compile(parameters, "/parameters", Schemas);
        if (version is null || schema is null)
        {
            return null;
        }

        foreach (var fault in schema.FindBadDefaults())
        {
            faults.Degraded($"/parameters{fault.Pointer}", fault.Message);
        }

        foreach (var fault in schema.FindUndeclaredRequired())
        {
            faults.Warning($"/parameters{fault.Pointer}", fault.Message);
        }

        CheckHeaders(json, faults);
        return new IntentDefinition
        {
            Name = json.Text("name")!,
            Version = version,
            Key = VersionKey.Of(DefinitionKinds.Intent, json.Text("name")!, version),
            Status = json.Flag("deprecated") ? DefinitionStatus.Deprecated : DefinitionStatus.Active,
            Utf8 = JsonReading.Write(json.WriteTo),
            Description = json.Text("description")!,
            Title = json.Text("title"),
            Component = json.Text("component")!,
            Parameters = schema,
            Crawlable = json.Flag("crawlable"),
            DataProvider = ReadProvider(json),
            ReplacedBy = json.Text("replacedBy"),
            Sunset = json.Time("sunset"),
            Ttl = json.Integer("ttl"),
            Category = Default(json, "category") is { ValueKind: JsonValueKind.String } category
                ? category.GetString()
                : null,
            Tags = json.Texts("tags"),
            Presentation = ReadPresentation(json),
        };
    }

    /// <summary>A line break in a header would begin another, or the request's body.</summary>
    private static void CheckHeaders(JsonElement json, FileFaults faults)
    {
        if (!json.TryGetProperty("dataProvider", out var provider) || provider.TextMap("headers") is not { } headers)
        {
            return;
        }

        foreach (var (name, value) in headers.Where(header => HasControl(header.Key) || HasControl(header.Value)))
        {
            var what = HasControl(name) ? "the header's name" : "the header's value";
            faults.Error(
                $"/dataProvider/headers/{JsonReading.PointerToken(name)}",
                $"{what} {HeaderText.FindFault(HasControl(name) ? name : value)}"
            );
        }

        static bool HasControl(string text) => HeaderText.HasControl(text);
    }

    private static IntentPresentation ReadPresentation(JsonElement json) =>
        new(
            Default(json, "featured") is { ValueKind: JsonValueKind.True },
            Default(json, "icon") is { ValueKind: JsonValueKind.String } icon ? icon.GetString() : null,
            Default(json, "menuItems") is { ValueKind: JsonValueKind.Array } items ? items.Clone() : null,
            Default(json, "quickActions") is { ValueKind: JsonValueKind.Array } actions ? actions.Clone() : null
        );

    /// <summary>A member of the intent itself, else the default of the parameter with that name.</summary>
    private static JsonElement? Default(JsonElement json, string name)
    {
        if (json.TryGetProperty(name, out var own))
        {
            return own;
        }

        return
            json.GetProperty("parameters").TryGetProperty("properties", out var properties)
            && properties.TryGetProperty(name, out var property)
            && property.ValueKind is JsonValueKind.Object
            && property.TryGetProperty("default", out var value)
            ? value
            : null;
    }

    private static DataProviderDefinition? ReadProvider(JsonElement json)
    {
        if (!json.TryGetProperty("dataProvider", out var provider))
        {
            return null;
        }

        var defaults = new DataProviderDefinition();
        return defaults with
        {
            Name = provider.Text("name"),
            Url = provider.Text("url"),
            Headers = provider.TextMap("headers") ?? defaults.Headers,
            Session = provider
                .Texts("session")
                .ToDictionary(path => path, path => $"/{path.Replace('.', '/')}", StringComparer.Ordinal),
            TimeoutMs = provider.Integer("timeoutMs") ?? defaults.TimeoutMs,
            CacheSeconds = provider.Integer("cacheSeconds"),
            Map = provider.TextMap("map"),
            Required = provider.Flag("required"),
            Fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(provider.GetRawText()))),
        };
    }
}
