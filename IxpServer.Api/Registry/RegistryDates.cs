using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry;

/// <summary>
/// When the definitions last changed, as their files and the database's rows say: replicas that have the same of both say
/// the same, also after a restart, and so their lists have the same entity tags.
/// </summary>
/// <param name="Intents">The newest date of a file with intents, or of a row of one.</param>
/// <param name="Components">The same of components.</param>
public sealed record RegistryDates(DateTimeOffset Intents, DateTimeOffset Components)
{
    /// <summary>The newer of these and the rows'. Deleted rows count too: a list is another without what they had.</summary>
    internal RegistryDates With(IReadOnlyList<RegistryDefinition> rows) =>
        new(Newest(Intents, rows, DefinitionKinds.Intent), Newest(Components, rows, DefinitionKinds.Component));

    private static DateTimeOffset Newest(DateTimeOffset files, IReadOnlyList<RegistryDefinition> rows, string kind) =>
        rows.Where(row => row.Kind == kind).Select(row => new DateTimeOffset(row.UpdatedAt)).Append(files).Max();
}
