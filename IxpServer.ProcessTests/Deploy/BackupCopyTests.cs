using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IxpServer.Processes;
using IxpServer.Tests.Data;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>Copies of backups in S3, or whatever speaks its protocol.</summary>
[SupportedOSPlatform("linux")]
public sealed class BackupCopyTests : IAsyncLifetime
{
    private BackupSite _site = null!;
    private S3Stub _s3 = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await BackupSite.CreateAsync();
        _s3 = await S3Stub.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _s3.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_is_complete_and_restored_without_the_machine_that_made_it()
    {
        // Stands before the real one, writes down what it was called with, and calls it.
        await File.WriteAllTextAsync(
            Path.Combine(_site.Directory, "rclone"),
            $"#!/bin/sh\necho \"$*\" >> '{_site.Directory}/calls'\nexec {Binaries.OfThisMachine.Find("rclone")} \"$@\"\n",
            TestDatabase.Cancel
        );
        File.SetUnixFileMode(Path.Combine(_site.Directory, "rclone"), (UnixFileMode)0b111_101_101);
        var (code, output) = await Script.RunAsync(
            _site.Postgres,
            "bash",
            ["-c", $"PATH='{_site.Directory}':$PATH exec '{Script.Directory}/backup.sh'"],
            [("PGDATABASE", _site.Name), ("BACKUP_DIR", _site.Directory), .. _s3.Variables]
        );

        Assert.True(code is 0, output);
        var file = Assert.Single(_site.Backups);
        var key = $"vault/nightly/{Path.GetFileName(file)}";
        Assert.Equal(await File.ReadAllBytesAsync(file, TestDatabase.Cancel), _s3.Objects[key]);
        Assert.Equal(await File.ReadAllBytesAsync($"{file}.sha256", TestDatabase.Cancel), _s3.Objects[$"{key}.sha256"]);
        var calls = await File.ReadAllTextAsync(Path.Combine(_site.Directory, "calls"), TestDatabase.Cancel);
        Assert.Contains("copyto", calls);
        Assert.DoesNotContain(S3Stub.SecretAccessKey, calls + output);

        var users = await _site.UsersAsync();
        await _site.Database.ExecuteAsync("DELETE FROM users");
        File.Delete(file);
        (code, output) = await _site.RestoreAsync(["--list", "s3://vault/nightly"], _s3.Variables);
        Assert.True(code is 0, output);
        Assert.Contains(Path.GetFileName(file), output);
        (code, output) = await _site.RestoreAsync([$"s3://{key}"], [.. _s3.Variables, ("TMPDIR", _site.Directory)]);
        Assert.True(code is 0, output);
        var restored = Regex.Match(output, $@"{_site.Name}_restored_\w+", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Equal(users, await _site.UsersAsync(restored.Value));
        Assert.Empty(Directory.GetDirectories(_site.Directory));
    }

    [Fact]
    public async Task A_service_that_is_busy_gets_it_a_moment_later()
    {
        _s3.Refusals = 2;
        var (code, output) = await _site.BackUpAsync(_s3.Variables);

        Assert.True(code is 0, output);
        Assert.Equal(2, _s3.Objects.Count);
    }

    [Fact]
    public async Task What_the_service_loses_a_part_of_is_no_copy()
    {
        _s3.Truncates = true;
        await FailsAsync("size", _s3.Variables);
    }

    [Fact]
    public Task Wrong_credentials_are_told_and_not_shown() =>
        FailsAsync("403", [.. _s3.Variables, ("AWS_SECRET_ACCESS_KEY", "another/secret")]);

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_told()
    {
        var variables = _s3.Variables;
        await _s3.DisposeAsync();
        await FailsAsync("connection refused", variables);
    }

    [Fact]
    public async Task Wrong_settings_are_told_before_anything_is_done()
    {
        var (code, output) = await _site.BackUpAsync([.. _s3.Variables, ("AWS_S3_ENDPOINT", "https://me:pass@host")]);
        Assert.Equal(78, code);
        Assert.Contains("AWS_S3_ENDPOINT: allowed: https://host[:port]", output);
        Assert.DoesNotContain("pass@", output);

        (code, output) = await _site.BackUpAsync([.. _s3.Variables, ("AWS_S3_BUCKET", "-flag")]);
        Assert.Equal(78, code);
        Assert.Contains("AWS_S3_BUCKET: found '-flag'", output);
        Assert.Empty(_site.Backups);
    }

    /// <summary>The run fails, the metrics say so, and the backup is still there, on this machine.</summary>
    private async Task FailsAsync(string told, (string, string)[] variables)
    {
        var (code, output) = await _site.BackUpAsync(variables);

        Assert.Equal(1, code);
        Assert.Contains(told, output);
        Assert.Contains("the backup is on this machine only", output);
        Assert.DoesNotContain("secret", output);
        Assert.Equal("1", await _site.MetricAsync("ixp_backup_last_exit_code"));
        Assert.Null(await _site.MetricAsync("ixp_backup_last_success_timestamp_seconds"));
        var file = Assert.Single(_site.Backups);
        Assert.True(File.Exists($"{file}.sha256"));
        Assert.DoesNotContain(_s3.Objects.Keys, key => key.EndsWith(".sha256", StringComparison.Ordinal));
    }
}
