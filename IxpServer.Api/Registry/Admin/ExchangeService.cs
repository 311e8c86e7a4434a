using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Takes whole registries in, and gives them out, in the form of the registry's files.</summary>
internal sealed class ExchangeService(IDbContextFactory<IxpDbContext> contexts, RegistryWriter writer)
{
    /// <summary>How many definitions one import may have.</summary>
    internal const int MaxDefinitions = 1_000;

    /// <summary>Publishes all that is not there yet and says of the rest what the file says of it; or does nothing.</summary>
    internal async Task<Outcome<ChangeBody>> ImportAsync(
        JsonElement json,
        ChangeRequest request,
        CancellationToken cancel
    )
    {
        var (submissions, error) = Read(json);
        if (error is not null)
        {
            return error;
        }

        return await writer.ChangeAsync(
            request,
            (draft, _) =>
                Task.FromResult(submissions!.Select(one => Take(draft, one)).FirstOrDefault(no => no is not null)),
            cancel
        );
    }

    /// <summary>What the database holds, as one document that can stand for both files.</summary>
    /// <param name="asOf">The revision whose state is asked for; null for the newest.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Task<Outcome<RegistryExport>> ExportAsync(long? asOf, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var latest = await RegistryHistory.LatestAsync(database, cancel);
        if (asOf < 0 || asOf > latest)
        {
            return RevisionService.NoRevision(asOf!.Value);
        }

        var rows = await database
            .RegistryDefinitions.AsNoTracking()
            .OrderBy(row => row.CreatedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancel);
        var then = asOf is { } revision ? await RevisionStates.AtAsync(database, revision, cancel) : null;
        var shown = rows.Select(row =>
                (Row: row, State: then is null ? Lifecycle.Of(row) : then.Of(VersionKey.Of(row)))
            )
            .Where(one => one.State.Status is not DefinitionStatuses.Deleted)
            .ToList();
        return new RegistryExport(JsonReading.Write(writer => Write(writer, shown)), asOf ?? latest);
    }

    private static IxpError? Take(RegistryDraft draft, Submission submission)
    {
        if (draft.Find(submission.Key) is not { } row)
        {
            draft.Add(submission.ToRow());
            return null;
        }

        if (!submission.IsContentOf(row))
        {
            return DefinitionService.Refusal(submission, row);
        }

        draft.Move(row, submission.Over(row));
        return null;
    }

    private static Outcome<IReadOnlyList<Submission>> Read(JsonElement json)
    {
        if (
            json.ValueKind is not JsonValueKind.Object
            || (json.TryGetProperty("intents", out var intents) && intents.ValueKind is not JsonValueKind.Array)
            || (
                json.TryGetProperty("components", out var components)
                && components.ValueKind is not JsonValueKind.Object
            )
        )
        {
            return IxpError.InvalidRequest("The body must be an object with \"intents\": […] or \"components\": {…}");
        }

        var faults = new FileFaults("");
        var count = Count(intents) + Count(components);
        if (count is 0 or > MaxDefinitions)
        {
            return IxpError.InvalidRequest(
                $"An import must have between 1 and {MaxDefinitions} definitions, not {count}"
            );
        }

        var read = ReadIntents(intents, faults).Concat(ReadComponents(components, faults)).ToList();
        foreach (var twice in read.GroupBy(one => one.Key).Where(same => same.Count() > 1))
        {
            faults.Error("", $"{twice.Key} is there more than once");
        }

        return faults.Errors.Count is 0 ? read : RegistryErrors.Invalid(faults.Errors);
    }

    private static IEnumerable<Submission> ReadIntents(JsonElement intents, FileFaults faults) =>
        intents.ValueKind is JsonValueKind.Undefined
            ? []
            : intents
                .EnumerateArray()
                .Select((json, index) => Submission.Intent(json, $"/intents/{index}", faults))
                .OfType<Submission>();

    private static IEnumerable<Submission> ReadComponents(JsonElement components, FileFaults faults) =>
        components.ValueKind is JsonValueKind.Undefined
            ? []
            : components
                .EnumerateObject()
                .SelectMany(member =>
                    RegistryFile
                        .Versions(member.Name, member.Value, faults)
                        .Select(one => Submission.Component(member.Name, one.Json, one.Pointer, faults))
                )
                .OfType<Submission>();

    private static int Count(JsonElement list) =>
        list.ValueKind switch
        {
            JsonValueKind.Array => list.GetArrayLength(),
            JsonValueKind.Object => list.EnumerateObject()
                .Sum(member => member.Value.ValueKind is JsonValueKind.Array ? member.Value.GetArrayLength() : 1),
            _ => 0,
        };

    private static void Write(Utf8JsonWriter writer, List<(RegistryDefinition Row, Lifecycle State)> shown)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("intents");
        foreach (var (row, state) in shown.Where(one => one.Row.Kind is DefinitionKinds.Intent))
        {
            WriteOne(writer, row, state);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("components");
        foreach (
            var versions in shown.Where(one => one.Row.Kind is DefinitionKinds.Component).GroupBy(one => one.Row.Name)
        )
        {
            var all = versions.ToList();
            writer.WritePropertyName(versions.Key);
            if (all is [var (row, state)])
            {
                WriteOne(writer, row, state);
                continue;
            }

            writer.WriteStartArray();
            all.ForEach(one => WriteOne(writer, one.Row, one.State));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter writer, RegistryDefinition row, Lifecycle state)
    {
        using var document = JsonDocument.Parse(row.Document);
        state.Show(document.RootElement).WriteTo(writer);
    }
}

/// <summary>A registry as its files have it.</summary>
/// <param name="Json">The document.</param>
/// <param name="Revision">The revision whose state it is.</param>
internal sealed record RegistryExport(byte[] Json, long Revision);
