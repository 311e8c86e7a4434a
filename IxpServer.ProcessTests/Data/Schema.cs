using IxpServer.Data.Connections;

namespace IxpServer.Tests.Data;

/// <summary>What a database says of its own schema, a line for each column, index and constraint.</summary>
internal static class Schema
{
    internal static async Task<IReadOnlyList<string>> ReadAsync(TestDatabase database, DatabaseKind kind) =>
        kind is DatabaseKind.Sqlite
            ?
            [
                .. await database.RowsAsync(
                    """
                    SELECT m.name || '.' || c.name, c.type, iif(c."notnull", 'not null', 'null'), c.dflt_value
                    FROM sqlite_master m JOIN pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE '\_\_%' ESCAPE '\' ORDER BY 1
                    """
                ),
                .. await database.RowsAsync(
                    """
                    SELECT 'key', m.name, k."from", k."table", k.on_delete
                    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table' ORDER BY 2, 3
                    """
                ),
                .. await database.RowsAsync(
                    """
                    SELECT type, name, sql FROM sqlite_master
                    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name NOT LIKE '\_\_%' ESCAPE '\' ORDER BY 2
                    """
                ),
            ]
            :
            [
                .. await database.RowsAsync(
                    """
                    SELECT table_name || '.' || column_name,
                        data_type || coalesce('(' || character_maximum_length || ')', ''),
                        CASE is_nullable WHEN 'NO' THEN 'not null' ELSE 'null' END, column_default
                    FROM information_schema.columns
                    WHERE table_schema = 'public' AND table_name NOT LIKE '\_\_%' ORDER BY 1
                    """
                ),
                .. await database.RowsAsync(
                    """
                    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '"\_\_%' ORDER BY 2, 3
                    """
                ),
                .. await database.RowsAsync(
                    """
                    SELECT 'index', indexname, indexdef FROM pg_indexes
                    WHERE schemaname = 'public' AND tablename NOT LIKE '\_\_%' ORDER BY 2
                    """
                ),
                .. await database.RowsAsync(
                    """
                    SELECT 'trigger', tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 2, 3
                    """
                ),
            ];
}
