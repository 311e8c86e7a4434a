using IxpServer.ProcessHost;
using IxpServer.ProcessHost.Processes;
using Xunit;

namespace IxpServer.Tests.ProcessHost;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory();

    private string PidFile => Path.Combine(_place.FullName, "sleep.pid");

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task What_an_earlier_run_left_running_is_stopped()
    {
        await using var sleep = Sleep();

        await using var directory = await RunDirectory.OpenAsync(_place.FullName);

        Assert.Equal(1, directory.Leftovers);
        Assert.False(sleep.Identity!.IsAlive);
        Assert.False(File.Exists(PidFile));
    }

    [Theory]
    [InlineData(1, "1")] // started at another time
    [InlineData(2, "another-boot")]
    public async Task A_process_that_only_has_the_same_id_is_left_alone(int field, string other)
    {
        await using var sleep = Sleep();
        var noted = (await File.ReadAllTextAsync(PidFile, TestContext.Current.CancellationToken)).Split(' ');
        noted[field] = other;
        await File.WriteAllTextAsync(PidFile, string.Join(' ', noted), TestContext.Current.CancellationToken);

        await using var directory = await RunDirectory.OpenAsync(_place.FullName);

        Assert.Equal(0, directory.Leftovers);
        Assert.True(sleep.Identity!.IsAlive);
        Assert.False(File.Exists(PidFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("-1 1 boot 15")]
    [InlineData("one two three four")]
    public async Task A_half_written_file_is_deleted(string content)
    {
        await File.WriteAllTextAsync(PidFile, content, TestContext.Current.CancellationToken);

        await using var directory = await RunDirectory.OpenAsync(_place.FullName);

        Assert.Equal(0, directory.Leftovers);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task Only_one_has_it_at_a_time()
    {
        await using (await RunDirectory.OpenAsync(_place.FullName))
        {
            var refused = await Assert.ThrowsAsync<ProcessFailedException>(() =>
                RunDirectory.OpenAsync(_place.FullName)
            );
            Assert.Contains(_place.FullName, refused.Message, StringComparison.Ordinal);
        }

        await using var later = await RunDirectory.OpenAsync(_place.FullName);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_with_the_reason_and_not_taken_for_used()
    {
        Directory.CreateDirectory(Path.Combine(_place.FullName, "lock"));
        foreach (var path in new[] { _place.FullName, "/proc/nowhere" })
        {
            var refused = await Assert.ThrowsAsync<ProcessFailedException>(() => RunDirectory.OpenAsync(path));
            Assert.StartsWith($"The process host cannot keep its data in {path}: ", refused.Message);
            Assert.Contains(refused.InnerException!.Message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_temporary_one_whose_process_was_killed_is_cleared_away_and_one_in_use_is_not()
    {
        await using var inUse = await RunDirectory.CreateTemporaryAsync();
        var stale = Directory.CreateTempSubdirectory("ixp-host-").FullName;
        await using var sleep = Sleep(Path.Combine(stale, "sleep.pid"));
        await File.WriteAllTextAsync(Path.Combine(stale, "lock"), "", TestContext.Current.CancellationToken);

        await using var directory = await RunDirectory.CreateTemporaryAsync();

        Assert.False(sleep.Identity!.IsAlive);
        Assert.False(Directory.Exists(stale));
        Assert.True(Directory.Exists(inUse.Path));
    }

    private ChildProcess Sleep(string? pidFile = null) =>
        ChildProcess.Start(new ChildStart("/bin/sleep", ["600"]) { PidFile = pidFile ?? PidFile });
}
