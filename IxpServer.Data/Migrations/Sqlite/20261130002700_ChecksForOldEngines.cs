using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IxpServer.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ChecksForOldEngines : Migration
    {
        private static readonly (string Table, string Column)[] Checks =
        [
            ("audit_log", "details"),
            ("intent_logs", "response"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            Replace(migrationBuilder, "CHECK (json_valid({0}))", "CHECK ({0} IS NULL OR json_valid({0}))");

            // What the health check writes to, and takes back at once.
            migrationBuilder.Sql("CREATE TABLE health_checks (payload BLOB NOT NULL);");
            migrationBuilder.Sql("PRAGMA writable_schema=RESET;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            Replace(migrationBuilder, "CHECK ({0} IS NULL OR json_valid({0}))", "CHECK (json_valid({0}))");
            migrationBuilder.Sql("DROP TABLE health_checks;");
            migrationBuilder.Sql("PRAGMA writable_schema=RESET;");
        }

        /// <summary>
        /// By hand, in the schema's own text, since rows that held before hold after it (sqlite.org, "ALTER TABLE", section
        /// 7). EF would rebuild both tables, and lose the triggers that it does not know. The change of a table that follows
        /// makes every other connection read the schema anew.
        /// </summary>
        private static void Replace(MigrationBuilder migrationBuilder, string from, string to)
        {
            migrationBuilder.Sql("PRAGMA writable_schema=ON;");
            foreach (var (table, column) in Checks)
            {
                var (before, after) = (string.Format(null, from, column), string.Format(null, to, column));
                migrationBuilder.Sql(
                    $"""
                    UPDATE sqlite_schema SET sql = replace(sql, '{before}', '{after}')
                    WHERE type = 'table' AND name = '{table}';
                    """
                );
            }
        }
    }
}
