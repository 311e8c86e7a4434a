using System.Text.Json;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.MigrationService;

/// <summary>Imports the sample intents and components: those versions that are not there yet, in one revision.</summary>
internal sealed partial class SampleSeed(
    IDbContextFactory<IxpDbContext> contexts,
    TimeProvider time,
    ILogger<SampleSeed> log
)
{
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var samples = Read();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var imported = await database
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(cancel => ImportAsync(database, samples, cancel), cancellationToken);
        Imported(log, imported);
    }

    private async Task<int> ImportAsync(
        IxpDbContext database,
        IReadOnlyList<RegistryDefinition> samples,
        CancellationToken cancellationToken
    )
    {
        database.ChangeTracker.Clear();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var present = await database
            .RegistryDefinitions.Select(row => new
            {
                row.Kind,
                row.Name,
                row.Version,
            })
            .ToListAsync(cancellationToken);
        var missing = samples
            .ExceptBy(
                present,
                row => new
                {
                    row.Kind,
                    row.Name,
                    row.Version,
                }
            )
            .ToList();
        if (missing.Count is 0)
        {
            return 0;
        }

        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (row, index) in missing.Select((row, index) => (row, index)))
        {
            // Definitions are listed in the order of their times: these must not share one.
            row.CreatedAt = now.AddMicroseconds(index);
        }

        database.RegistryDefinitions.AddRange(missing);
        var changes = missing.Select(row => new
        {
            kind = row.Kind,
            name = row.Name,
            version = row.Version,
            from = (string?)null,
            to = row.Status,
        });
        await RegistryHistory.AppendAsync(
            database,
            new()
            {
                CreatedByName = "migration service",
                Action = "import",
                Changes = JsonSerializer.Serialize(changes),
            },
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return missing.Count;
    }

    private static IReadOnlyList<RegistryDefinition> Read()
    {
        using var intents = Parse("intents.json");
        using var components = Parse("components.json");
        return
        [
            .. intents
                .RootElement.GetProperty("intents")
                .EnumerateArray()
                .Select(json => Definition(DefinitionKinds.Intent, json.GetProperty("name").GetString()!, json)),
            .. components
                .RootElement.GetProperty("components")
                .EnumerateObject()
                .Select(member => Definition(DefinitionKinds.Component, member.Name, member.Value)),
        ];
    }

    private static JsonDocument Parse(string file)
    {
        using var stream = typeof(SampleSeed).Assembly.GetManifestResourceStream(file)!;
        return JsonDocument.Parse(stream);
    }

    private static RegistryDefinition Definition(string kind, string name, JsonElement json)
    {
        var deprecated = json.TryGetProperty("deprecated", out var flag) && flag.ValueKind is JsonValueKind.True;
        return new()
        {
            Kind = kind,
            Name = name,
            Version = json.GetProperty("version").GetString()!,
            Status = deprecated ? DefinitionStatuses.Deprecated : DefinitionStatuses.Active,
            Document = JsonSerializer.Serialize(json),
        };
    }

    [LoggerMessage(LogLevel.Information, "Imported {Count} sample definitions")]
    private static partial void Imported(ILogger log, int count);
}
