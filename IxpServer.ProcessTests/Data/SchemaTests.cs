using IxpServer.Data.Connections;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>The deployment guide's tables as the databases themselves describe them.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task PostgreSQL_has_the_guides_columns_with_their_types_and_defaults()
    {
        var schema = await ReadAsync(DatabaseKind.Postgres);
        string[] expected =
        [
            "users.id uuid not null gen_random_uuid()",
            "users.name character varying(255) not null -",
            "users.email character varying(255) not null -",
            "users.password_hash character varying(255) not null -",
            "users.role text not null 'user'::text",
            "users.active boolean not null true",
            "users.created_at timestamp with time zone not null CURRENT_TIMESTAMP",
            "users.updated_at timestamp with time zone not null CURRENT_TIMESTAMP",
            "constraint users ck_users_role CHECK ((role = ANY (ARRAY['user'::text, 'admin'::text])))",
            "sessions.id uuid not null gen_random_uuid()",
            "sessions.user_id uuid null -",
            "sessions.context bytea null -",
            "sessions.created_at timestamp with time zone not null CURRENT_TIMESTAMP",
            "sessions.updated_at timestamp with time zone not null CURRENT_TIMESTAMP",
            "constraint sessions fk_sessions_users_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE",
            "intent_logs.id uuid not null gen_random_uuid()",
            "intent_logs.session_id uuid null -",
            "intent_logs.intent_type character varying(255) not null -",
            "intent_logs.query text not null -",
            "intent_logs.response json null -",
            "intent_logs.response_time_ms integer null -",
            "intent_logs.success boolean not null true",
            "intent_logs.error_message text null -",
            "intent_logs.created_at timestamp with time zone not null CURRENT_TIMESTAMP",
            "intent_logs.updated_at timestamp with time zone not null CURRENT_TIMESTAMP",
            "constraint intent_logs pk_intent_logs PRIMARY KEY (id, created_at)",
            "constraint intent_logs fk_intent_logs_sessions_session_id "
                + "FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE",
        ];

        Assert.All(expected, line => Assert.Contains(line, schema));
        Assert.Contains(
            schema,
            line => line.EndsWith("users USING btree (lower((email)::text))", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task SQLite_has_the_guides_columns_with_the_types_it_knows()
    {
        var schema = await ReadAsync(DatabaseKind.Sqlite);
        string[] expected =
        [
            "users.id TEXT not null -",
            "users.name TEXT not null -",
            "users.email TEXT not null -",
            "users.password_hash TEXT not null -",
            "users.role TEXT not null 'user'",
            "users.active INTEGER not null 1",
            "users.created_at TEXT not null CURRENT_TIMESTAMP",
            "users.updated_at TEXT not null CURRENT_TIMESTAMP",
            "sessions.user_id TEXT null -",
            "sessions.context BLOB null -",
            "key sessions user_id users CASCADE",
            "intent_logs.session_id TEXT null -",
            "intent_logs.intent_type TEXT not null -",
            "intent_logs.query TEXT not null -",
            "intent_logs.response TEXT null -",
            "intent_logs.response_time_ms INTEGER null -",
            "intent_logs.success INTEGER not null 1",
            "intent_logs.error_message TEXT null -",
            "key intent_logs session_id sessions CASCADE",
        ];

        Assert.All(expected, line => Assert.Contains(line, schema));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_list_has_its_index_and_every_secret_is_unique(DatabaseKind kind)
    {
        // PostgreSQL puts conditions in parentheses.
        var indexes = (await ReadAsync(kind))
            .Select(line => line.Replace("\"", ""))
            .Select(line => line.Contains("WHERE (") ? line.Replace("WHERE (", "WHERE ").TrimEnd(')') : line)
            .ToList();
        foreach (
            var columns in new[]
            {
                "users (email)",
                "users (active)",
                "users (created_at DESC, id DESC)",
                "sessions (user_id, created_at DESC, id DESC)",
                "sessions (created_at DESC, id DESC)",
                "intent_logs (created_at, id)",
                "intent_logs (session_id, created_at, id) WHERE session_id IS NOT NULL",
                "intent_logs (user_id, created_at, id) WHERE user_id IS NOT NULL",
                "intent_logs (intent_type, created_at, id)",
                "intent_logs (created_at, id) WHERE NOT success",
                "UNIQUE registry_definitions (kind, name, version)",
                "UNIQUE refresh_tokens (token_hash)",
                "UNIQUE api_keys (key_hash)",
                "UNIQUE user_tokens (token_hash)",
            }
        )
        {
            var (unique, rest) = columns.StartsWith("UNIQUE ", StringComparison.Ordinal)
                ? ("UNIQUE INDEX", columns[7..])
                : ("INDEX", columns);
            var (table, list) = (rest[..rest.IndexOf(' ')], rest[rest.IndexOf('(')..]);
            Assert.Contains(
                indexes,
                line =>
                    line.Contains($"CREATE {unique} ", StringComparison.Ordinal)
                    && line.Contains($"{table} ", StringComparison.Ordinal)
                    && line.EndsWith(list, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task The_guides_extensions_are_there()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);

        Assert.Equal(
            ["btree_gin", "pg_trgm", "plpgsql", "uuid-ossp"],
            await database.RowsAsync("SELECT extname FROM pg_extension ORDER BY 1")
        );
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        return await Schema.ReadAsync(database, kind);
    }
}
