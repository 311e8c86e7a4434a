using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IxpServer.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    email = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    role = table.Column<string>(type: "text", nullable: false, defaultValue: "user"),
                    active = table.Column<bool>(type: "INTEGER", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTime>(
                        type: "TEXT",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                    updated_at = table.Column<DateTime>(
                        type: "TEXT",
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    context = table.Column<byte[]>(type: "BLOB", nullable: true),
                    context_key_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 1L),
                    created_at = table.Column<DateTime>(
                        type: "TEXT",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                    updated_at = table.Column<DateTime>(
                        type: "TEXT",
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
                name: "intent_logs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    intent_type = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    query = table.Column<string>(type: "TEXT", nullable: false),
                    response = table.Column<string>(type: "TEXT", nullable: true),
                    response_time_ms = table.Column<int>(type: "INTEGER", nullable: true),
                    success = table.Column<bool>(type: "INTEGER", nullable: false, defaultValue: true),
                    error_message = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<DateTime>(
                        type: "TEXT",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                    updated_at = table.Column<DateTime>(
                        type: "TEXT",
                        nullable: false,
                        defaultValueSql: "CURRENT_TIMESTAMP"
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_intent_logs", x => x.id);
                    table.CheckConstraint("ck_intent_logs_response_json", "json_valid(response)");
                    table.ForeignKey(
                        name: "fk_intent_logs_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                    table.ForeignKey(
                        name: "fk_intent_logs_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

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
            migrationBuilder.DropTable(name: "intent_logs");

            migrationBuilder.DropTable(name: "sessions");

            migrationBuilder.DropTable(name: "users");
        }
    }
}
