using System.Text.Json.Nodes;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Requests;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>One stored version of an intent or a component.</summary>
/// <param name="Kind"><c>intent</c> or <c>component</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Status"><c>active</c>, <c>deprecated</c> or <c>deleted</c>.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="UpdatedAt">When its status last changed.</param>
/// <param name="Message">What is told of a deprecated one.</param>
/// <param name="Replacement">The name of what takes its place.</param>
/// <param name="Sunset">When a deprecated one ends.</param>
/// <param name="Definition">The definition as it is served; lists leave it out.</param>
public sealed record DefinitionBody(
    string Kind,
    string Name,
    string Version,
    string Status,
    string CreatedAt,
    string UpdatedAt,
    string? Message = null,
    string? Replacement = null,
    string? Sunset = null,
    JsonObject? Definition = null
) : ITagged
{
    /// <summary>The registry's revision when it was read; null in lists.</summary>
    internal long? Revision { get; init; }

    string? ITagged.EntityTag => Revision is { } revision ? EntityTags.Of(revision) : null;
}

/// <summary>The body of a change of status. Only <c>deprecated</c> takes the other members.</summary>
/// <param name="Status"><c>active</c>, <c>deprecated</c> or <c>deleted</c>.</param>
/// <param name="Message">What is told to those who still use it.</param>
/// <param name="Replacement">The name of what takes its place.</param>
/// <param name="Sunset">When it ends, ISO 8601.</param>
public sealed record StatusBody(
    string Status,
    string? Message = null,
    string? Replacement = null,
    DateTimeOffset? Sunset = null
) : IRequestBody<StatusBody>
{
    private const int MaxMessage = 2_000;
    private const int MaxName = 200;
    private const int MaxStatus = 16;

    static StatusBody IRequestBody<StatusBody>.Read(RequestFields fields)
    {
        var body = new StatusBody(
            fields.Text("status", MaxStatus),
            fields.OptionalText("message", MaxMessage),
            fields.OptionalText("replacement", MaxName),
            fields.OptionalTime("sunset")
        );
        if (body.Status.Length > 0 && !DefinitionStatuses.All.Contains(body.Status))
        {
            fields.Fault("status", "invalid_enum_value", $"must be one of {string.Join(", ", DefinitionStatuses.All)}");
        }
        else if (body.Status is not DefinitionStatuses.Deprecated && body != new StatusBody(body.Status))
        {
            fields.Fault("status", "invalid_enum_value", "must be deprecated to have a message, replacement or sunset");
        }

        return body;
    }
}

/// <summary>What a revision did to one version.</summary>
/// <param name="Kind"><c>intent</c> or <c>component</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="From">Its status before; null when it is new.</param>
/// <param name="To">Its status after.</param>
/// <param name="Message">What is told of a deprecated one from now on.</param>
/// <param name="Replacement">What takes its place from now on.</param>
/// <param name="Sunset">When it ends.</param>
public sealed record RegistryChange(
    string Kind,
    string Name,
    string Version,
    string? From,
    string To,
    string? Message = null,
    string? Replacement = null,
    DateTime? Sunset = null
);

/// <summary>The answer to whatever changes the registry.</summary>
/// <param name="Revision">The registry's revision now.</param>
/// <param name="DryRun">Whether it was only tried.</param>
/// <param name="Changes">What it did; empty when all was so already.</param>
/// <param name="Warnings">What is worth mending.</param>
public sealed record ChangeBody(
    long Revision,
    bool DryRun,
    IReadOnlyList<RegistryChange> Changes,
    IReadOnlyList<WarningBody> Warnings
) : ITagged
{
    string? ITagged.EntityTag => EntityTags.Of(Revision);
}

/// <summary>Something worth mending.</summary>
/// <param name="Path">A JSON Pointer to the place.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record WarningBody(string Path, string Message);

/// <summary>One revision of the registry.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Action"><c>publish</c>, <c>status</c>, <c>import</c> or <c>rollback</c>.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="CreatedBy">Who.</param>
/// <param name="Changes">What it did; lists leave it out.</param>
public sealed record RevisionBody(
    long Revision,
    string Action,
    string CreatedAt,
    string CreatedBy,
    IReadOnlyList<RegistryChange>? Changes = null
);

/// <summary>How the registry of one revision differs from that of another.</summary>
/// <param name="From">The one revision.</param>
/// <param name="To">The other.</param>
/// <param name="Added">Versions that only the other has, each compared with the highest version before it.</param>
/// <param name="Removed">Versions that only the one has.</param>
/// <param name="Changed">Versions that are served differently.</param>
public sealed record DiffBody(
    long From,
    long To,
    IReadOnlyList<VersionDiff> Added,
    IReadOnlyList<VersionDiff> Removed,
    IReadOnlyList<VersionDiff> Changed
);

/// <summary>One version in a comparison.</summary>
/// <param name="Kind"><c>intent</c> or <c>component</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="ComparedTo">The version that the differences are to; null for itself.</param>
/// <param name="Differences">At most 200; null where there is nothing to compare with.</param>
public sealed record VersionDiff(
    string Kind,
    string Name,
    string Version,
    string? ComparedTo = null,
    IReadOnlyList<Difference>? Differences = null
);

/// <summary>The registry in the form of its files; one document serves as both files.</summary>
/// <param name="Intents">Every version of every intent.</param>
/// <param name="Components">By name: the component, or an array of its versions.</param>
public sealed record ExchangeBody(IReadOnlyList<IntentBody>? Intents = null, JsonObject? Components = null);

/// <summary>What the audit log keeps of a change.</summary>
/// <param name="Revision">The revision that it made.</param>
/// <param name="Total">How many versions it touched.</param>
/// <param name="Changes">The first of them; the revision has all.</param>
/// <param name="RolledBackTo">The revision whose state it brought back.</param>
internal sealed record AuditDetails(
    long Revision,
    int Total,
    IReadOnlyList<RegistryChange> Changes,
    long? RolledBackTo = null
);
