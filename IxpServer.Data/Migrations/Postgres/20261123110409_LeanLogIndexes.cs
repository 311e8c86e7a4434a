using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IxpServer.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LeanLogIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_intent_logs_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_intent_type_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_session_id_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_success_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_user_id_created_at_id", table: "intent_logs");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_intent_logs_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_failures_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_intent_type_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_session_id_created_at_id", table: "intent_logs");

            migrationBuilder.DropIndex(name: "ix_intent_logs_user_id_created_at_id", table: "intent_logs");

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
        }
    }
}
