using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>An intent that is to be published.</summary>
/// <param name="Json">As it was sent.</param>
internal sealed record IntentDocument(JsonElement Json) : IRequestBody<IntentDocument>
{
    public static Type Shape => typeof(IntentBody);

    public static IntentDocument Read(RequestFields fields) => new(fields.Body);
}

/// <summary>A component that is to be published.</summary>
/// <param name="Json">As it was sent.</param>
internal sealed record ComponentDocument(JsonElement Json) : IRequestBody<ComponentDocument>
{
    public static Type Shape => typeof(ComponentBody);

    public static ComponentDocument Read(RequestFields fields) => new(fields.Body);
}

/// <summary>A registry that is to be imported.</summary>
/// <param name="Json">As it was sent.</param>
internal sealed record RegistryDocument(JsonElement Json) : IRequestBody<RegistryDocument>
{
    public static Type Shape => typeof(ExchangeBody);

    /// <summary>It holds many definitions, each of which may have as many members as a body usually does.</summary>
    public static int? MaxMembers => 250_000;

    public static RegistryDocument Read(RequestFields fields) => new(fields.Body);
}

/// <summary>Which versions are listed.</summary>
/// <param name="Name">Only of this name.</param>
/// <param name="Status">Only of this status.</param>
internal sealed record DefinitionQuery(string? Name, string? Status) : IQuery<DefinitionQuery>
{
    private const int MaxName = 200;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Text("name", "Only versions of this name", MaxName),
        QueryParameter.OneOf("status", "Only versions of this status", DefinitionStatuses.All),
    ];

    public static DefinitionQuery Read(QueryFields fields)
    {
        var (name, status) = (fields.Value("name"), fields.Value("status"));
        if (status is not null && !DefinitionStatuses.All.Contains(status))
        {
            fields.Refuse($"status must be one of {string.Join(", ", DefinitionStatuses.All)}");
        }

        if (name?.Length > MaxName || name?.Contains('\0', StringComparison.Ordinal) is true)
        {
            fields.Refuse($"name must have at most {MaxName} characters");
        }

        return new(name, status);
    }
}
