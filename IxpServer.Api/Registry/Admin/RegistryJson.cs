using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Http;

namespace IxpServer.Api.Registry.Admin;

/// <summary>The types of the registry administration's answers, and of what it keeps with a revision.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PageBody<DefinitionBody>))]
[JsonSerializable(typeof(PageBody<RevisionBody>))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(DiffBody))]
[JsonSerializable(typeof(IReadOnlyList<RegistryChange>))]
[JsonSerializable(typeof(AuditDetails))]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    /// <summary>For what is written by hand.</summary>
    internal static readonly RegistryJson Wire = new(WireJson.NewOptions());
}
