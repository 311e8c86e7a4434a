using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Processes;

public sealed class RunDirectoryTests
{
    [Fact]
    public async Task What_a_killed_process_has_left_is_stopped_and_cleared_away_and_one_in_use_is_not()
    {
        await using var inUse = await RunDirectory.CreateAsync();
        await using var other = Sleep(Directory.CreateDirectory(inUse["data"]).FullName);
        var owner = Sleep("/");
        await owner.DisposeAsync();
        var name = $"ixp-run-{owner.Identity!.Id}-{owner.Identity.StartTime}-";
        var stale = Directory.CreateTempSubdirectory(name).FullName;
        await using var left = Sleep(Directory.CreateDirectory(Path.Combine(stale, "data")).FullName);

        await using var directory = await RunDirectory.CreateAsync();

        Assert.False(left.Identity!.IsAlive);
        Assert.False(Directory.Exists(stale));
        Assert.True(other.Identity!.IsAlive);
        Assert.True(Directory.Exists(inUse.Path));
    }

    private static ChildProcess Sleep(string directory) =>
        ChildProcess.Start(new ChildStart("/bin/sleep", ["600"]) { Directory = directory });
}
