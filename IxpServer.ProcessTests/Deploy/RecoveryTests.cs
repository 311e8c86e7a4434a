using System.Runtime.Versioning;
using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>
/// Point-in-time recovery with real servers: <c>archive-wal.sh</c>, <c>base-backup.sh</c> and <c>recover.sh</c>.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class RecoveryTests : IAsyncLifetime
{
    private const string Rows = "SELECT string_agg(id || ' ' || text, ',' ORDER BY id) FROM notes";
    private const string Password = "of-the-test's server";

    /// <summary>What the server's own user needs: it may not be let into the repository.</summary>
    private RunDirectory _directory = null!;

    private string Archive => _directory["archive"];

    private string Bases => _directory["bases"];

    public async ValueTask InitializeAsync()
    {
        // For the skip where there is no PostgreSQL.
        await TestPostgres.GetAsync();
        _directory = await RunDirectory.CreateAsync();
        foreach (var script in new[] { "archive-wal.sh", "recover.sh" })
        {
            File.Copy(Path.Combine(Script.Directory, script), _directory[script]);
            File.SetUnixFileMode(_directory[script], (UnixFileMode)0b111_101_101);
        }

        foreach (var directory in new[] { Archive, Bases })
        {
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
        }
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    [Fact]
    public async Task A_lost_server_is_recovered_to_the_moment_before_the_mistake()
    {
        await using var recovered = await RunDirectory.CreateAsync();
        File.SetUnixFileMode(recovered.Path, (UnixFileMode)0b111_111_111);
        string moment;
        IReadOnlyList<string> rows;
        await using (var lost = await StartArchivingAsync())
        {
            await SqlAsync(lost, "CREATE TABLE notes (id int PRIMARY KEY, text text)");
            await AddAsync(lost, 1, 100);
            Assert.Equal(0, (await BackUpAsync(lost)).ExitCode);
            var first = Logs().First();
            await AddAsync(lost, 101, 200);

            // Another one takes the place of the first, and of the log that only that needed.
            var (code, output) = await BackUpAsync(lost);
            Assert.True(code is 0, output);
            Assert.Single(Directory.GetDirectories(Bases));
            Assert.False(File.Exists(first));
            Assert.Contains("ixp_base_backup_last_exit_code 0", await MetricsAsync());

            await AddAsync(lost, 201, 300);
            rows = await SqlAsync(lost, Rows);
            moment = Assert.Single(await SqlAsync(lost, "SELECT clock_timestamp()"));
            await SqlAsync(lost, "DELETE FROM notes WHERE id % 2 = 0");
            await AddAsync(lost, 301, 400);
            await ArchivedAsync(lost);
            await lost.KillAsync();
        }

        // A copy that is not what it was is noticed, and leaves nothing.
        var copy = Assert.Single(Directory.GetDirectories(Bases));
        var manifest = Path.Combine(copy, "backup_manifest");
        var whole = await File.ReadAllTextAsync(manifest, TestDatabase.Cancel);
        await File.WriteAllTextAsync(manifest, whole.Replace("\"Size\": 8192", "\"Size\": 8193"), TestDatabase.Cancel);
        var (exit, told) = await RecoverAsync(copy, recovered["postgres"], moment);
        Assert.Equal(1, exit);
        Assert.Contains("pg_verifybackup: error", told);
        Assert.False(Directory.Exists(recovered["postgres"]));

        await File.WriteAllTextAsync(manifest, whole, TestDatabase.Cancel);
        (exit, told) = await RecoverAsync(copy, recovered["postgres"], moment);
        Assert.True(exit is 0, told);
        var before = Logs();
        await using var server = await PostgresCluster.StartAsync(
            new() { Directory = recovered, Password = Password },
            TestDatabase.Cancel
        );
        await Eventually.TrueAsync(
            async () => (await SqlAsync(server, "SELECT pg_get_wal_replay_pause_state()"))[0] is "paused",
            "the log is replayed up to the moment"
        );
        Assert.Equal(rows, await SqlAsync(server, Rows));

        // It was looked at, and becomes a server of its own. The archive is as it was, for another attempt.
        await SqlAsync(server, "SELECT pg_wal_replay_resume()");
        await Eventually.TrueAsync(
            async () => (await SqlAsync(server, "SELECT pg_is_in_recovery()"))[0] is "f",
            "the recovery ends"
        );
        await AddAsync(server, 301, 310);
        Assert.Equal(["310"], await SqlAsync(server, "SELECT count(*) FROM notes"));
        Assert.Equal(before, Logs());
    }

    [Fact]
    public async Task An_archived_file_is_never_written_over()
    {
        var log = _directory["000000010000000000000001"];
        await File.WriteAllTextAsync(log, "first", TestDatabase.Cancel);
        var kept = Path.Combine(Archive, "000000010000000000000001");

        Assert.Equal(0, (await ArchiveAsync(log, kept)).ExitCode);
        Assert.Equal(0, (await ArchiveAsync(log, kept)).ExitCode);
        var bytes = await File.ReadAllBytesAsync($"{kept}.gz", TestDatabase.Cancel);
        await File.WriteAllTextAsync(log, "second", TestDatabase.Cancel);
        var (code, output) = await ArchiveAsync(log, kept);
        Assert.Equal(1, code);
        Assert.Contains("is there already, with other contents", output);
        Assert.Equal(bytes, await File.ReadAllBytesAsync($"{kept}.gz", TestDatabase.Cancel));

        (code, output) = await ArchiveAsync(log, Path.Combine(_directory["not-mounted"], "1"));
        Assert.Equal(1, code);
        Assert.Contains("is the archive mounted?", output);
        (code, _) = await ArchiveAsync(_directory["is-not-there"], Path.Combine(Archive, "2"));
        Assert.NotEqual(0, code);
        Assert.Single(Directory.GetFiles(Archive));
    }

    [Fact]
    public async Task Without_an_archive_there_is_no_base_backup_and_the_metrics_say_so()
    {
        // Left by a run that was killed.
        Directory.CreateDirectory(Path.Combine(Bases, "base_20260101T000000Z.part"));
        var (code, output) = await BackUpAsync(await TestPostgres.GetAsync());

        Assert.Equal(1, code);
        Assert.Contains("the server's log is not archived: archive_mode is off", output);
        Assert.Empty(Directory.GetDirectories(Bases));
        Assert.Contains("ixp_base_backup_last_exit_code 1", await MetricsAsync());
    }

    [Fact]
    public async Task A_time_without_zone_and_what_is_no_base_backup_are_refused()
    {
        var (code, output) = await RecoverAsync(Bases, _directory["data"], "2026-11-23 14:05:00");
        Assert.Equal(64, code);
        Assert.Contains("TIME: found '2026-11-23 14:05:00'", output);

        (code, output) = await RecoverAsync(Bases, _directory["data"], "latest");
        Assert.Equal(66, code);
        Assert.Contains("is no base backup", output);
        Assert.False(Directory.Exists(_directory["data"]));
    }

    /// <summary>The archive's files of the log, the oldest first; not the notes beside them of when a base backup was made.</summary>
    private List<string> Logs() =>
        [
            .. Directory
                .GetFiles(Archive, "*.gz")
                .Where(file => !file.EndsWith(".backup.gz", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    private Task<PostgresCluster> StartArchivingAsync() =>
        PostgresCluster.StartAsync(
            new()
            {
                Password = Password,
                Settings = new Dictionary<string, string>
                {
                    ["archive_mode"] = "on",
                    ["archive_command"] = $"{_directory["archive-wal.sh"]} \"%p\" \"{Archive}/%f\"",
                },
            },
            TestDatabase.Cancel
        );

    private static Task<IReadOnlyList<string>> SqlAsync(PostgresCluster server, string sql) =>
        server.SqlAsync(sql, cancellation: TestDatabase.Cancel);

    private static Task<IReadOnlyList<string>> AddAsync(PostgresCluster server, int from, int to) =>
        SqlAsync(server, $"INSERT INTO notes SELECT n, md5(n::text) FROM generate_series({from}, {to}) n");

    /// <summary>Everything until now is in the archive.</summary>
    private static async Task ArchivedAsync(PostgresCluster server)
    {
        var last = Assert.Single(await SqlAsync(server, "SELECT pg_walfile_name(pg_switch_wal())"));
        await Eventually.TrueAsync(
            async () =>
                (await SqlAsync(server, $"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver"))[0] is "t",
            "the log is archived"
        );
    }

    private Task<(int ExitCode, string Output)> BackUpAsync(PostgresCluster server) =>
        Script.RunAsync(
            server,
            Path.Combine(Script.Directory, "base-backup.sh"),
            [],
            ("BASE_BACKUP_DIR", Bases),
            ("RETENTION_LEAST", "1"),
            ("WAL_ARCHIVE", Archive),
            ("BACKUP_METRICS", _directory["ixp.prom"])
        );

    private Task<string> MetricsAsync() => File.ReadAllTextAsync(_directory["ixp.prom"], TestDatabase.Cancel);

    private async Task<(int ExitCode, string Output)> ArchiveAsync(string file, string target) =>
        await Script.RunAsync(await TestPostgres.GetAsync(), _directory["archive-wal.sh"], [file, target]);

    /// <summary>As the user whom the server runs as, who must own its files.</summary>
    private async Task<(int ExitCode, string Output)> RecoverAsync(string @base, string data, string moment)
    {
        string[] command = [_directory["recover.sh"], @base, Archive, data, moment];
        if (Environment.IsPrivilegedProcess)
        {
            // The base backup was copied by root.
            await Script.RunAsync(await TestPostgres.GetAsync(), "chown", ["-R", PostgresCluster.User, Bases]);
            var user = PostgresCluster.User;
            command = ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", .. command];
        }

        return await Script.RunAsync(await TestPostgres.GetAsync(), command[0], command[1..]);
    }
}
