using System.Runtime.Versioning;
using IxpServer.Tests.Data;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>What becomes of <c>backup.sh</c> when it is stopped or killed, and where it is started.</summary>
[SupportedOSPlatform("linux")]
public sealed class BackupRunTests : IAsyncLifetime
{
    private BackupSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await BackupSite.CreateAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Told_to_stop_it_stops_at_once_with_what_it_called_and_leaves_nothing()
    {
        await Script.StubAsync(
            _site.Directory,
            "pg_dump",
            """
            for last; do :; done
            echo half >"${last#--file=}"
            echo $$ >"$BACKUP_DIR/called"
            exec sleep 60
            """
        );
        var (code, output) = await ShellAsync(
            """
            "$SCRIPT" & run=$!
            for _ in {1..400}; do [ ! -s "$BACKUP_DIR/called" ] || break; sleep 0.05; done
            kill $run
            for _ in {1..100}; do kill -0 $run 2>/dev/null || break; sleep 0.1; done
            kill $(<"$BACKUP_DIR/called") 2>/dev/null && echo 'pg_dump is still there'
            wait $run
            """
        );

        Assert.Equal(143, code);
        Assert.DoesNotContain("still there", output);
        Assert.Empty(Directory.GetFiles(_site.Directory, "*.dump*"));
        Assert.Equal("143", await _site.MetricAsync("ixp_backup_last_exit_code"));
    }

    [Fact]
    public async Task What_a_killed_run_has_left_is_deleted_and_a_relative_directory_will_do()
    {
        string[] left = [$"{_site.Name}_20260101T000000Z.dump.part", $"{_site.Name}_20260101T000000Z.dump.sha256"];
        var foreign = $"{_site.Name}_2_20260101T000000Z.dump.part";
        foreach (var name in left.Append(foreign))
        {
            await File.WriteAllTextAsync(Path.Combine(_site.Directory, name), "half", TestDatabase.Cancel);
        }

        var (code, output) = await ShellAsync("""cd "$BACKUP_DIR/.." && BACKUP_DIR=${BACKUP_DIR##*/} "$SCRIPT" """);

        Assert.True(code is 0, output);
        var files = Directory.GetFiles(_site.Directory).Select(file => Path.GetFileName(file)).ToList();
        Assert.Empty(files.Intersect(left));
        Assert.Contains(foreign, files);
        Assert.Contains($"{Path.GetFileName(Assert.Single(_site.Backups))}.sha256", files);
    }

    [Fact]
    public async Task A_backup_with_a_very_long_list_of_contents_is_a_good_one()
    {
        // More than a pipe holds, after the first table: whoever leaves at that makes the writer fail.
        await Script.StubAsync(
            _site.Directory,
            "pg_restore",
            """
            PATH=${PATH#*:}
            pg_restore "$@" || exit
            [ "$1" != --list ] || seq 1000000
            """
        );
        var (code, output) = await ShellAsync("\"$SCRIPT\"");

        Assert.True(code is 0, output);
        Assert.Single(_site.Backups);
    }

    /// <summary>Runs a line of Bash; the programs that are in the directory come first, the script is <c>$SCRIPT</c>.</summary>
    private Task<(int ExitCode, string Output)> ShellAsync(string line) =>
        Script.RunAsync(
            _site.Postgres,
            "bash",
            ["-c", $"PATH='{_site.Directory}':$PATH\n{line}"],
            ("SCRIPT", Path.Combine(Script.Directory, "backup.sh")),
            ("PGDATABASE", _site.Name),
            ("BACKUP_DIR", _site.Directory),
            ("BACKUP_METRICS", Path.Combine(_site.Directory, "ixp.prom"))
        );
}
