using IxpServer.Api.Registry.Stored;
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
    /// <summary>Deleted rows count too: a list is another without what they had.</summary>
    internal static RegistryDates Of(IReadOnlyList<FileContent> files, IReadOnlyList<StoredRow> rows)
    {
        return new(Newest(DefinitionKinds.Intent), Newest(DefinitionKinds.Component));

        DateTimeOffset Newest(string kind) =>
            files
                .Where(file => file.Kind == kind)
                .Select(file => file.Date)
                .Append(
                    new DateTimeOffset(
                        rows.Where(row => row.Key.Kind == kind).Max(row => (DateTime?)row.Row.UpdatedAt)
                            ?? DateTime.UnixEpoch
                    )
                )
                .Max();
    }
}
