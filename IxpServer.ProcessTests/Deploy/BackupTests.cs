using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary><c>backup.sh</c> and <c>restore.sh</c> with a real PostgreSQL.</summary>
[SupportedOSPlatform("linux")]
public sealed class BackupTests : IAsyncLifetime
{
    private BackupSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await BackupSite.CreateAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_was_backed_up_and_lost_is_restored_row_by_row()
    {
        var (code, output) = await _site.BackUpAsync();
        Assert.True(code is 0, output);
        var file = Assert.Single(_site.Backups);
        Assert.Matches($@"{_site.Name}_\d{{8}}T\d{{6}}Z\.dump$", file);
        Assert.True(File.Exists($"{file}.sha256"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal("0", await _site.MetricAsync("ixp_backup_last_exit_code"));
        var before = await _site.UsersAsync(_site.Name);
        await _site.Database.ExecuteAsync("DELETE FROM users");
        await _site.Postgres.SqlAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_site.Name}'",
            cancellation: TestDatabase.Cancel
        );

        (code, output) = await _site.RestoreAsync([file]);
        Assert.True(code is 0, output);
        Assert.Matches(@"last migration \d{14}_\w+\n", output);
        var restored = Regex
            .Match(output, $@"{_site.Name}_restored_\w+", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Value;
        Assert.Equal(before, await _site.UsersAsync(restored));
        Assert.NotEqual(before, await _site.UsersAsync(_site.Name));

        // Not while somebody works with it.
        await using (var open = new NpgsqlConnection(_site.Postgres.ConnectionString(_site.Name) + ";Pooling=false"))
        {
            await open.OpenAsync(TestDatabase.Cancel);
            (code, output) = await _site.RestoreAsync(["--swap-only", restored]);
            Assert.True(code is 75, output);
        }

        // A client that has gone is gone for PostgreSQL a moment later.
        await Eventually.TrueAsync(
            async () => ((code, output) = await _site.RestoreAsync(["--swap-only", restored])).code is 0,
            "the swap"
        );
        Assert.Equal(before, await _site.UsersAsync(_site.Name));
        Assert.Contains("the other is kept as", output);
    }

    [Fact]
    public async Task A_failed_run_says_so_leaves_nothing_and_keeps_what_the_metrics_knew()
    {
        Assert.Equal(0, (await _site.BackUpAsync()).ExitCode);
        var known = await _site.MetricAsync("ixp_backup_last_success_timestamp_seconds");

        var (code, output) = await _site.BackUpAsync(("PGDATABASE", "is_not_there"));

        Assert.NotEqual(0, code);
        Assert.Contains("is_not_there", output);
        Assert.Equal(known, await _site.MetricAsync("ixp_backup_last_success_timestamp_seconds"));
        Assert.NotEqual("0", await _site.MetricAsync("ixp_backup_last_exit_code"));
        Assert.Single(
            Directory.GetFiles(_site.Directory, "*.dump*"),
            file => file.EndsWith("Z.dump", StringComparison.Ordinal)
        );
        Assert.Empty(Directory.GetFiles(_site.Directory, "*.part"));
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        Assert.Equal(0, (await _site.BackUpAsync()).ExitCode);
        var file = Assert.Single(_site.Backups);
        var bytes = await File.ReadAllBytesAsync(file, TestDatabase.Cancel);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestDatabase.Cancel);

        var (code, output) = await _site.RestoreAsync([file]);

        Assert.Equal(1, code);
        Assert.Contains("is damaged: it does not match its checksum", output);
        File.Delete($"{file}.sha256");
        Assert.Equal(66, (await _site.RestoreAsync([file])).ExitCode);
    }

    [Fact]
    public async Task Old_backups_go_but_never_the_newest()
    {
        foreach (var day in new[] { "01", "02", "03", "04" })
        {
            var old = Path.Combine(_site.Directory, $"{_site.Name}_202601{day}T000000Z.dump");
            await File.WriteAllTextAsync(old, "", TestDatabase.Cancel);
            await File.WriteAllTextAsync($"{old}.sha256", "", TestDatabase.Cancel);
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-9));
        }

        string[] foreign =
        [
            "notes.dump",
            $"{_site.Name}_staging_20260101T000000Z.dump",
            $"{_site.Name}_2_20260101T000000Z.dump",
        ];
        foreach (var name in foreign)
        {
            var file = Path.Combine(_site.Directory, name);
            await File.WriteAllTextAsync(file, "", TestDatabase.Cancel);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-90));
        }

        var (code, output) = await _site.BackUpAsync(("RETENTION_DAYS", "7"), ("RETENTION_LEAST", "3"));

        Assert.True(code is 0, output);
        var left = Directory.GetFiles(_site.Directory).Select(Path.GetFileName).ToList();
        Assert.DoesNotContain($"{_site.Name}_20260101T000000Z.dump", left);
        Assert.DoesNotContain($"{_site.Name}_20260102T000000Z.dump.sha256", left);
        Assert.Contains($"{_site.Name}_20260103T000000Z.dump", left);
        Assert.Superset(foreign.ToHashSet(), left.ToHashSet()!);
    }

    [Fact]
    public async Task The_servers_own_address_will_do_and_no_password_is_on_a_command_line()
    {
        // Stand before the real ones, write down what they were called with, and call them.
        foreach (var program in new[] { "pg_dump", "pg_restore" })
        {
            var wrapper = Path.Combine(_site.Directory, program);
            await File.WriteAllTextAsync(
                wrapper,
                $"#!/bin/sh\necho \"$0 $*\" >> '{_site.Directory}/calls'\nPATH=${{PATH#*:}} exec {program} \"$@\"\n",
                TestDatabase.Cancel
            );
            File.SetUnixFileMode(wrapper, (UnixFileMode)0b111_101_101);
        }

        await _site.Postgres.SqlAsync(
            "CREATE ROLE \"back up\" LOGIN PASSWORD 'p@ss:w/rd%' IN ROLE pg_read_all_data",
            cancellation: TestDatabase.Cancel
        );
        var (code, output) = await Script.RunAsync(
            _site.Postgres,
            "bash",
            [
                "-c",
                $"PATH='{_site.Directory}':$PATH; unset PGHOST PGPORT PGUSER PGPASSWORD; '{Script.Directory}/backup.sh'",
            ],
            ("BACKUP_DIR", _site.Directory),
            (
                "DATABASE_URL",
                $"postgresql://back%20up:p%40ss%3Aw%2Frd%25@127.0.0.1:{_site.Postgres.Port}/{_site.Name}?sslmode=disable"
            )
        );

        Assert.True(code is 0, output);
        var calls = await File.ReadAllTextAsync(Path.Combine(_site.Directory, "calls"), TestDatabase.Cancel);
        Assert.Contains("pg_dump --no-password", calls);
        Assert.DoesNotContain("w/rd", calls + output);
        Assert.DoesNotContain("w%2Frd", calls + output);
    }

    [Theory]
    [InlineData("DATABASE_URL", "mysql://a:b@c/d", 78, "DATABASE_URL: not a connection string")]
    [InlineData("RETENTION_DAYS", "a week", 78, "RETENTION_DAYS: found 'a week'")]
    public async Task Wrong_settings_are_told(string variable, string value, int code, string told)
    {
        var (exit, output) = await _site.BackUpAsync((variable, value));
        Assert.Equal(code, exit);
        Assert.Contains(told, output);
    }
}
