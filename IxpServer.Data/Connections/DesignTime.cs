using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>For <c>dotnet ef</c>: writes migrations without a database.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteIxpDbContext>
{
    public SqliteIxpDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<SqliteIxpDbContext>();
        builder.UseIxpSqlite("Data Source=:memory:", new(), TimeProvider.System);
        return new(builder.Options);
    }
}

/// <summary>For <c>dotnet ef</c>: writes migrations without a database.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresIxpDbContext>
{
    public PostgresIxpDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<PostgresIxpDbContext>();
        builder.UseIxpPostgres(NpgsqlDataSource.Create("Host=localhost;Database=ixp"), new(), TimeProvider.System);
        return new(builder.Options);
    }
}
