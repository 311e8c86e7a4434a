using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Data.Maintenance;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>A database of a test's own, reached as the server reaches it: a real file or a real server.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Dictionary<DatabaseKind, Lazy<Task<string>>> Templates = new()
    {
        [DatabaseKind.Sqlite] = new(MakeSqliteTemplateAsync),
        [DatabaseKind.Postgres] = new(MakePostgresTemplateAsync),
    };

    private readonly IHost _host;

    internal TestDatabase(IReadOnlyList<(string Name, string Value)> variables, TimeProvider? time)
    {
        Variables = variables;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            variables.Select(v => KeyValuePair.Create(v.Name.Replace("__", ":"), (string?)v.Value))
        );
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddIxpDatabase();
        _host = builder.Build();
    }

    /// <summary>What a process needs in its environment to reach it.</summary>
    public IReadOnlyList<(string Name, string Value)> Variables { get; }

    public IHost Host => _host;

    public IServiceProvider Services => _host.Services;

    public DatabaseMigrator Migrator => Services.GetRequiredService<DatabaseMigrator>();

    public IntentLogPartitions Partitions => Services.GetRequiredService<IntentLogPartitions>();

    /// <summary>How many migrations there are.</summary>
    public int Migrations
    {
        get
        {
            using var context = Open();
            return context.Database.GetMigrations().Count();
        }
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A database with every migration, copied from one that was migrated once.</summary>
    public static async Task<TestDatabase> CreateAsync(
        DatabaseKind kind,
        TimeProvider? time = null,
        params (string Name, string Value)[] settings
    ) => new([await CopyAsync(kind, await Templates[kind].Value), .. settings], time);

    /// <summary>A new SQLite file with every migration, in a directory of its own, for a server to use.</summary>
    public static string CopySqlite()
    {
        // Made on a thread of its own: this one may be the only one, and would wait for itself.
        var template = Task.Run(() => Templates[DatabaseKind.Sqlite].Value).GetAwaiter().GetResult();
        return CopySqlite(template);
    }

    /// <summary>Deletes a file that <see cref="CopySqlite()"/> made.</summary>
    public static void DeleteSqlite(string file)
    {
        using var pooled = new SqliteConnection($"Data Source={file}");
        SqliteConnection.ClearPool(pooled);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    /// <summary>A database without any table.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(
        DatabaseKind kind,
        params (string Name, string Value)[] settings
    ) => new([await CopyAsync(kind, null), .. settings], null);

    public IxpDbContext Open() => Services.GetRequiredService<IDbContextFactory<IxpDbContext>>().CreateDbContext();

    /// <summary>Does work in a transaction, as the server does it.</summary>
    public Task<T> InTransactionAsync<T>(Func<IxpDbContext, Task<T>> work) =>
        Services.GetRequiredService<IDbContextFactory<IxpDbContext>>().InTransactionAsync(work, Cancel);

    public async Task ExecuteAsync(string sql)
    {
        await using var database = Open();
        await database.Database.ExecuteSqlRawAsync(sql, Cancel);
    }

    /// <summary>A query's rows, their columns separated by spaces.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var database = Open();
        await database.Database.OpenConnectionAsync(Cancel);
        await using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join(' ', values.Select(value => value is DBNull ? "-" : $"{value}")));
        }

        return rows;
    }

    /// <summary>Puts an account into the database.</summary>
    public async Task<User> AddUserAsync(string email, string role = Roles.User)
    {
        await using var database = Open();
        var user = NewUser(email);
        user.Role = role;
        database.Add(user);
        await database.SaveChangesAsync(Cancel);
        return user;
    }

    public static User NewUser(string email) =>
        new()
        {
            Name = "Ann",
            Email = email,
            PasswordHash = "x",
            EmailConfirmedAt = DateTime.UnixEpoch,
        };

    /// <summary>Removes what outlives the single tests.</summary>
    public static async Task DeleteTemplateAsync()
    {
        if (Templates[DatabaseKind.Sqlite] is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } template)
        {
            Directory.Delete(Path.GetDirectoryName(await template.Value)!, recursive: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var connection = Services.GetRequiredService<DatabaseConnection>();
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (connection.File is { } file)
        {
            await using var pooled = new SqliteConnection(connection.ConnectionString);
            SqliteConnection.ClearPool(pooled);
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static async Task<(string Name, string Value)> CopyAsync(DatabaseKind kind, string? template)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            return ("Ixp__Database__File", CopySqlite(template));
        }

        var name = $"t{Guid.NewGuid():N}";
        var server = await TestPostgres.GetAsync();
        // Not by psql, which takes longer to start than this takes.
        await using var maintenance = new NpgsqlConnection(server.ConnectionString());
        await maintenance.OpenAsync(Cancel);
        await using var command = maintenance.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name} TEMPLATE {template ?? "template1"}";
        await command.ExecuteNonQueryAsync(Cancel);
        return ("ConnectionStrings__ixpdb", server.ConnectionString(name) + ";Minimum Pool Size=0");
    }

    private static string CopySqlite(string? template)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("ixp-sqlite-").FullName, "ixp.db");
        if (template is not null)
        {
            File.Copy(template, file);
        }

        return file;
    }

    private static async Task<string> MakeSqliteTemplateAsync()
    {
        var (variable, file) = await CopyAsync(DatabaseKind.Sqlite, null);
        var database = new TestDatabase([(variable, file)], null);
        await database.Migrator.MigrateAsync(CancellationToken.None);
        await database.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return file;
    }

    private static async Task<string> MakePostgresTemplateAsync()
    {
        var server = await TestPostgres.GetAsync();
        await server.CreateDatabaseAsync("template_ixp");
        await using var database = new TestDatabase(
            [("ConnectionStrings__ixpdb", server.ConnectionString("template_ixp") + ";Pooling=false")],
            null
        );
        await database.Migrator.MigrateAsync(CancellationToken.None);
        return "template_ixp";
    }
}
