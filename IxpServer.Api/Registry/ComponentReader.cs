using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Registry;

/// <summary>Turns one component of a file into a definition, reporting everything that is wrong with it.</summary>
internal static class ComponentReader
{
    private static readonly ByteSize BundleBudget = ByteSize.FromKilobytes(200);
    private static readonly TimeSpan InteractiveBudget = TimeSpan.FromMilliseconds(1_500);
    private static readonly SchemaCache Schemas = new();

    internal static ComponentDefinition? Read(string name, JsonElement json, FileFaults faults)
    {
        if (!faults.Check(json, DefinitionSchema.Component))
        {
            return null;
        }

        if (!VersionRanges.TryParseVersion(json.Text("version"), out var version))
        {
            faults.Error("/version", $"'{json.Text("version")}' is not a semantic version such as 1.2.0");
        }

        var remoteUrl = json.Text("remoteUrl")!;
        if (!IsSafeModuleUrl(remoteUrl))
        {
            faults.Error("/remoteUrl", "must be an http or https URL, or a path on this server that starts with /");
        }

        var props = faults.Compile(json.GetProperty("propsSchema"), "/propsSchema", Schemas);
        WarnOfBudgets(json, faults);
        return version is null || props is null
            ? null
            : new ComponentDefinition
            {
                Name = name,
                Version = version,
                Key = VersionKey.Of(DefinitionKinds.Component, name, version),
                Status = json.Flag("deprecated") ? DefinitionStatus.Deprecated : DefinitionStatus.Active,
                Utf8 = JsonReading.Write(writer => WriteSent(writer, name, json)),
                Framework = json.Text("framework")!,
                RemoteUrl = remoteUrl,
                ExportName = json.Text("exportName")!,
                Props = props,
                AllowedOrigins = json.Texts("allowedOrigins")
                    .Select(origin => origin.TrimEnd('/'))
                    .ToFrozenSet(StringComparer.OrdinalIgnoreCase),
                ReplacedBy = json.Text("replacedBy"),
                Sunset = json.Time("sunset"),
                Ttl = json.Integer("ttl"),
                GzippedSize = ByteSize.Parse(Performance(json, "bundleSizeGzipped")),
            };
    }

    /// <summary>
    /// The definition as written, with its name first. A component without a policy gets the strict one, so that no
    /// client has to guess.
    /// </summary>
    private static void WriteSent(Utf8JsonWriter writer, string name, JsonElement json)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        foreach (var member in json.EnumerateObject().Where(member => !member.NameEquals("name")))
        {
            member.WriteTo(writer);
        }

        if (!json.TryGetProperty("securityPolicy", out _))
        {
            writer.WriteStartObject("securityPolicy");
            writer.WriteBoolean("allowEval", false);
            writer.WriteBoolean("sandboxed", true);
            writer.WriteString("maxBundleSize", "200KB");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>A path must not be one that a browser reads as another host: <c>//host</c> or <c>/\host</c>.</summary>
    private static bool IsSafeModuleUrl(string url) =>
        !url.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '\\')
        && (
            url.StartsWith('/')
                ? !url.StartsWith("//", StringComparison.Ordinal)
                : Uri.TryCreate(url, UriKind.Absolute, out var uri)
                    && uri.Scheme is ("http" or "https")
                    && uri.Host.Length > 0
                    && uri.UserInfo.Length is 0
        );

    private static void WarnOfBudgets(JsonElement json, FileFaults faults)
    {
        Size("/bundleSize", json.Text("bundleSize"));
        Size("/performance/bundleSizeGzipped", Performance(json, "bundleSizeGzipped"));
        if (Performance(json, "tti") is { } tti)
        {
            var time = ParseDuration(tti);
            if (time is null)
            {
                faults.Warning("/performance/tti", "is not a duration such as \"800ms\" or \"0.8s\"");
            }
            else if (time > InteractiveBudget)
            {
                faults.Warning("/performance/tti", "is over the budget of 1500 ms");
            }
        }

        void Size(string member, string? text)
        {
            if (text is null)
            {
                return;
            }

            var size = ByteSize.Parse(text);
            if (size is null)
            {
                faults.Warning(member, "is not a size such as \"15KB\" or \"1.5MB\"");
            }
            else if (size.Value.Bytes > BundleBudget.Bytes)
            {
                faults.Warning(member, "is over the budget of 200 KB");
            }
        }
    }

    private static string? Performance(JsonElement json, string name) =>
        json.TryGetProperty("performance", out var performance) ? performance.Text(name) : null;

    private static TimeSpan? ParseDuration(string text)
    {
        var trimmed = text.AsSpan().Trim();
        var (number, unit) =
            trimmed.EndsWith("ms", StringComparison.OrdinalIgnoreCase) ? (trimmed[..^2].ToString(), 0.001)
            : trimmed.EndsWith("s", StringComparison.OrdinalIgnoreCase) ? (trimmed[..^1].ToString(), 1.0)
            : ("", 0);
        return
            double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value < 1e6
            ? TimeSpan.FromSeconds(value * unit)
            : null;
    }
}
