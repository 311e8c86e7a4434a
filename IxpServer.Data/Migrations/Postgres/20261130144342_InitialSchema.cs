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
            // By hand: the deployment's own extensions. No table needs them, so that a role that may not create them, or a
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
                name: "audit_log",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    action = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    target_type = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    target_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    details = table.Column<string>(type: "json", nullable: true),
                    ip_address = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    trace_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_log", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "registry_revisions",
                columns: table => new
                {
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_by_name = table.Column<string>(
                        type: "character varying(255)",
                        maxLength: 255,
                        nullable: false
                    ),
                    action = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    changes = table.Column<string>(type: "json", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_registry_revisions", x => x.revision);
                }
            );

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
                    email_confirmed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
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
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    prefix = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    scopes = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                    table.ForeignKey(
                        name: "fk_api_keys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "refresh_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    family_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    rotated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refresh_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_refresh_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "registry_definitions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    version = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    status = table.Column<string>(
                        type: "character varying(16)",
                        maxLength: 16,
                        nullable: false,
                        defaultValue: "active"
                    ),
                    status_message = table.Column<string>(type: "text", nullable: true),
                    replacement = table.Column<string>(type: "character varying(401)", maxLength: 401, nullable: true),
                    sunset_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    document = table.Column<string>(type: "json", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
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
                    table.PrimaryKey("pk_registry_definitions", x => x.id);
                    table.CheckConstraint("ck_registry_definitions_kind", "kind IN ('intent', 'component')");
                    table.CheckConstraint(
                        "ck_registry_definitions_status",
                        "status IN ('active', 'deprecated', 'deleted')"
                    );
                    table.ForeignKey(
                        name: "fk_registry_definitions_users_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull
                    );
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

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    email = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTime>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => x.id);
                    table.CheckConstraint("ck_user_tokens_purpose", "purpose IN ('confirm_email', 'reset_password')");
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
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
                name: "ix_api_keys_key_hash",
                table: "api_keys",
                column: "key_hash",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_user_id_created_at_id",
                table: "api_keys",
                columns: new[] { "user_id", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_actor_id_created_at_id",
                table: "audit_log",
                columns: new[] { "actor_id", "created_at", "id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_created_at_id",
                table: "audit_log",
                columns: new[] { "created_at", "id" },
                descending: new bool[0]
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_target_type_target_id_created_at",
                table: "audit_log",
                columns: new[] { "target_type", "target_id", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_created_at_id",
                table: "intent_logs",
                columns: new[] { "created_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_failures_created_at_id",
                table: "intent_logs",
                columns: new[] { "created_at", "id" },
                filter: "NOT success"
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_intent_type_created_at_id",
                table: "intent_logs",
                columns: new[] { "intent_type", "created_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_session_id_created_at_id",
                table: "intent_logs",
                columns: new[] { "session_id", "created_at", "id" },
                filter: "session_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_intent_logs_user_id_created_at_id",
                table: "intent_logs",
                columns: new[] { "user_id", "created_at", "id" },
                filter: "user_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_refresh_tokens_expires_at",
                table: "refresh_tokens",
                column: "expires_at"
            );

            migrationBuilder.CreateIndex(
                name: "ix_refresh_tokens_family_id",
                table: "refresh_tokens",
                column: "family_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_refresh_tokens_token_hash",
                table: "refresh_tokens",
                column: "token_hash",
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_refresh_tokens_user_id", table: "refresh_tokens", column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_registry_definitions_created_by",
                table: "registry_definitions",
                column: "created_by"
            );

            migrationBuilder.CreateIndex(
                name: "ix_registry_definitions_kind_name_version",
                table: "registry_definitions",
                columns: new[] { "kind", "name", "version" },
                unique: true
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

            migrationBuilder.CreateIndex(name: "ix_user_tokens_expires_at", table: "user_tokens", column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_user_tokens_token_hash",
                table: "user_tokens",
                column: "token_hash",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_user_tokens_user_id_purpose",
                table: "user_tokens",
                columns: new[] { "user_id", "purpose" }
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

            // By hand: history is only ever added to, whoever holds the connection.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
                BEGIN
                    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
                END
                $refuse$;
                """
            );
            foreach (var table in new[] { "registry_revisions", "audit_log" })
            {
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
                    FOR EACH ROW EXECUTE FUNCTION refuse_change();
                    """
                );
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // By hand: the extensions stay, since others in the database may use them.
            migrationBuilder.DropTable(name: "api_keys");

            migrationBuilder.DropTable(name: "audit_log");

            migrationBuilder.DropTable(name: "intent_logs");

            migrationBuilder.DropTable(name: "refresh_tokens");

            migrationBuilder.DropTable(name: "registry_definitions");

            migrationBuilder.DropTable(name: "registry_revisions");

            migrationBuilder.DropTable(name: "user_tokens");

            migrationBuilder.DropTable(name: "sessions");

            migrationBuilder.DropTable(name: "users");

            migrationBuilder.Sql("DROP FUNCTION refuse_change();");
        }
    }
}
