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
    public async Task The_schema_goes_down_and_up_and_samples_are_imported()
    {
        await application.CommandAsync("migrations", "seed-samples");
        Assert.True(await CountAsync("SELECT count(*) FROM registry_definitions WHERE name = 'show_weather'") > 0);

        var last = (await NamesAsync())[^1];
        var before = (await NamesAsync())[^2];
        await application.CommandAsync(
            "migrations",
            "migrate-down",
            new InteractionInput
            {
                Name = "target",
                InputType = InputType.Text,
                Value = before,
            }
        );
        Assert.DoesNotContain(last, await NamesAsync());

        await application.CommandAsync("migrations", "migrate-up");
        Assert.Contains(last, await NamesAsync());
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
