using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IxpServer.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The deployment's own extensions. No table needs them, so that a role that may not create them, or a
            // server that does not have them, is no reason to stop.
            foreach (var extension in new[] { "uuid-ossp", "pg_trgm", "btree_gin" })
            {
                migrationBuilder.Sql(
                    $"""
                    DO $extension$
                    BEGIN
                        CREATE EXTENSION IF NOT EXISTS "{extension}";
                    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
                        RAISE WARNING 'extension {extension} is left out: %', SQLERRM;
                    END
                    $extension$;
                    """
                );
            }

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    email = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    password_hash = table.Column<string>(
                        type: "character varying(255)",
                        maxLength: 255,
                        nullable: false
                    ),
                    role = table.Column<string>(type: "text", nullable: false, defaultValue: "user"),
                    active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                    updated_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.CheckConstraint("ck_users_role", "role IN ('user', 'admin')");
                }
            );

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    context = table.Column<byte[]>(type: "bytea", nullable: true),
                    context_key_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 1L),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                    updated_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            // By hand: EF cannot partition. Months are made ahead by IntentLogPartitions; the default one takes what
            // comes when none is there, so that nothing is ever refused.
            migrationBuilder.Sql(
                """
                CREATE TABLE intent_logs (
                    id uuid NOT NULL DEFAULT gen_random_uuid(),
                    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
                    session_id uuid,
                    user_id uuid,
                    intent_type character varying(255) NOT NULL,
                    query text NOT NULL,
                    response json,
                    response_time_ms integer,
                    success boolean NOT NULL DEFAULT TRUE,
                    error_message text,
                    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
                    CONSTRAINT pk_intent_logs PRIMARY KEY (id, created_at),
                    CONSTRAINT fk_intent_logs_sessions_session_id FOREIGN KEY (session_id)
                        REFERENCES sessions (id) ON DELETE CASCADE,
                    CONSTRAINT fk_intent_logs_users_user_id FOREIGN KEY (user_id)
                        REFERENCES users (id) ON DELETE CASCADE
                ) PARTITION BY RANGE (created_at);
                """
            );
            migrationBuilder.Sql("CREATE TABLE intent_logs_default PARTITION OF intent_logs DEFAULT;");

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_created_at_id",
                table: "intent_logs",
                columns: new[] { "created_at", "id" },
                descending: new bool[0]
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_intent_type_created_at_id",
                table: "intent_logs",
                columns: new[] { "intent_type", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_session_id_created_at_id",
                table: "intent_logs",
                columns: new[] { "session_id", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_success_created_at_id",
                table: "intent_logs",
                columns: new[] { "success", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_user_id_created_at_id",
                table: "intent_logs",
                columns: new[] { "user_id", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_sessions_context_key_id",
                table: "sessions",
                column: "context_key_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_sessions_created_at_id",
                table: "sessions",
                columns: new[] { "created_at", "id" },
                descending: new bool[0]
            );

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_created_at_id",
                table: "sessions",
                columns: new[] { "user_id", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(name: "ix_users_active", table: "users", column: "active");

            migrationBuilder.CreateIndex(
                name: "ix_users_created_at_id",
                table: "users",
                columns: new[] { "created_at", "id" },
                descending: new bool[0]
            );

            migrationBuilder.CreateIndex(name: "ix_users_email", table: "users", column: "email");

            // By hand: EF has no indexes on expressions.
            migrationBuilder.Sql("CREATE UNIQUE INDEX ux_users_email_lower ON users (lower(email));");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The extensions stay: others in the database may use them.
            migrationBuilder.DropTable(name: "intent_logs");

            migrationBuilder.DropTable(name: "sessions");

            migrationBuilder.DropTable(name: "users");
        }
    }
}
