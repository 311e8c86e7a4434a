using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>The dashboard's commands; flushing the cache is in <see cref="SharedStateTests"/>.</summary>
[Collection(SharedApplication.Name)]
public sealed class CommandTests(RunningApplication application)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_are_imported()
    {
        await application.CommandAsync("migrations", "seed-samples");
        Assert.True(await CountAsync("SELECT count(*) FROM registry_definitions WHERE name = 'show_weather'") > 0);
    }

    /// <summary>Not down to nothing: the other tests need what is in the tables. MigrationTests do that.</summary>
    [Fact]
    public async Task The_schema_goes_to_the_migration_that_is_named_and_to_no_other()
    {
        var applied = await NamesAsync();

        Assert.False((await MigrateDownAsync("Unheard")).Success);
        var result = await MigrateDownAsync(applied[^1]);
        Assert.True(result.Success, result.Message);
        await application.CommandAsync("migrations", "migrate-up");

        Assert.Equal(applied, await NamesAsync());
    }

    [Fact]
    public async Task A_backup_is_a_file_of_pg_dumps_custom_format()
    {
        var result = await application.CommandAsync("postgres", "back-up");

        var file = result.Message![(result.Message!.IndexOf(" to ", StringComparison.Ordinal) + 4)..];
        await using var dump = File.OpenRead(file);
        var magic = new byte[5];
        await dump.ReadExactlyAsync(magic, Cancel);
        Assert.Equal("PGDMP"u8.ToArray(), magic);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(file)!)
        );
    }

    [Theory]
    [InlineData("postgres", "psql", "SELECT 6 * 7;", "42")]
    [InlineData("cache", "redis-cli", "ECHO sounds", "\"sounds\"")]
    public async Task The_stores_shells_open_in_a_terminal(string store, string command, string typed, string answer)
    {
        var result = await application.CommandAsync(store, command);

        var terminals = application.App.Services.GetRequiredService<TerminalService>();
        Assert.True(terminals.TryGetTerminal(result.Message!.Split(' ')[^1], out var terminal), result.Message);
        await terminal.SendTextAsync($"{typed}\n", Cancel);
        await terminal.WaitForTextAsync(answer, LocalApplication.Timeout, Cancel);
        await terminal.DisposeAsync();
    }

    private Task<ExecuteCommandResult> MigrateDownAsync(string target) =>
        application.App.ResourceCommands.ExecuteCommandAsync(
            "migrations",
            "migrate-down",
            new InteractionInputCollection([
                new InteractionInput
                {
                    Name = "target",
                    InputType = InputType.Text,
                    Value = target,
                },
            ]),
            Cancel
        );

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(
            (await application.App.GetConnectionStringAsync("ixpdb", Cancel))!
        );
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task<IReadOnlyList<string>> NamesAsync()
    {
        await using var source = NpgsqlDataSource.Create(
            (await application.App.GetConnectionStringAsync("ixpdb", Cancel))!
        );
        await using var command = source.CreateCommand(
            """SELECT migration_id FROM "__EFMigrationsHistory" ORDER BY 1"""
        );
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var names = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
