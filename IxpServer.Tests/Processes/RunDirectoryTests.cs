using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Processes;

public sealed class RunDirectoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_process_has_left_is_stopped_and_cleared_away_and_one_in_use_is_not()
    {
        await using var inUse = await RunDirectory.CreateAsync();
        var stale = Stale();
        await using var sleep = Sleep(stale);

        await using var directory = await RunDirectory.CreateAsync();

        Assert.False(sleep.Identity!.IsAlive);
        Assert.False(Directory.Exists(stale));
        Assert.True(Directory.Exists(inUse.Path));
    }

    [Theory]
    [InlineData(1, "1")] // started at another time
    [InlineData(2, "another-boot")]
    public async Task A_process_that_only_has_the_same_id_is_left_alone(int field, string other)
    {
        var stale = Stale();
        await using var sleep = Sleep(stale);
        var noted = (await File.ReadAllTextAsync(PidFile(stale), Cancel)).Split(' ');
        noted[field] = other;
        await File.WriteAllTextAsync(PidFile(stale), string.Join(' ', noted), Cancel);

        await using var directory = await RunDirectory.CreateAsync();

        Assert.True(sleep.Identity!.IsAlive);
        Assert.False(Directory.Exists(stale));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("-1 1 boot 15")]
    [InlineData("one two three four")]
    public async Task A_half_written_file_names_nobody(string content)
    {
        var stale = Stale();
        await File.WriteAllTextAsync(PidFile(stale), content, Cancel);

        await using var directory = await RunDirectory.CreateAsync();

        Assert.False(Directory.Exists(stale));
    }

    /// <summary>A directory whose lock nobody holds.</summary>
    private static string Stale()
    {
        var path = Directory.CreateTempSubdirectory("ixp-run-").FullName;
        var held = new FileStream(Path.Combine(path, "lock"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        held.Dispose();
        return path;
    }

    private static string PidFile(string directory) => Path.Combine(directory, "sleep.pid");

    private static ChildProcess Sleep(string directory) =>
        ChildProcess.Start(new ChildStart("/bin/sleep", ["600"]) { PidFile = PidFile(directory) });
}
