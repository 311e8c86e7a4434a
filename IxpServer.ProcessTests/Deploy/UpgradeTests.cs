using System.Runtime.Versioning;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>
/// <c>upgrade.sh</c> with a stand-in for Docker, whose containers are files that hold their state; the drill of the same
/// name has the real one.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string Docker = """
        cd "$CONTAINERS"
        case "$*" in
          *' ps -aq api') ls ;;
          *' ps -q --status running api') grep -l '^running' * || true ;;
          *' run --rm --no-deps migrations') ;;
          *' up '*)
            echo "a word of Docker's" >&2
            [ -z "$STATE" ] || echo "$STATE" >"$(mktemp new.XXXXXX)"
            exit "$CODE"
            ;;
          inspect*) cat "${@: -1}" ;;
          logs*) echo "a line of the log" ;;
          stop*) echo exited >"${@: -1}" ;;
          rm*) rm "${@: -1}" ;;
          *) echo "docker $*?" >&2 && exit 2 ;;
        esac
        """;

    private readonly TemporaryDirectory _directory = new();
    private string _path = "";

    private string Containers => Path.Combine(_directory.Path, "containers");

    private IEnumerable<string> Names =>
        Directory.GetFiles(Containers).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        _path = await Script.StubAsync(_directory.Path, "docker", Docker);
        Directory.CreateDirectory(Containers);
        await File.WriteAllTextAsync(Path.Combine(Containers, "old.1"), "running healthy", TestDatabase.Cancel);
        await File.WriteAllTextAsync(Path.Combine(Containers, "old.2"), "restarting", TestDatabase.Cancel);
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    [Fact]
    public async Task Every_replica_is_replaced_also_one_that_does_not_run()
    {
        var (code, output) = await UpgradeAsync("running healthy", 0);

        Assert.True(code is 0, output);
        Assert.Equal(2, Names.Count());
        Assert.All(Names, name => Assert.StartsWith("new.", name));
        Assert.Contains("all 2 replicas are of version 9.9.9", output);
    }

    [Theory]
    [InlineData("restarting unhealthy", 0, "is not healthy (restarting unhealthy): the new replica is removed")]
    [InlineData("created ", 1, "a word of Docker's")]
    [InlineData("", 1, "has not started one new replica")]
    [InlineData("", 0, "has not started one new replica")]
    public async Task One_that_fails_is_told_and_removed_and_the_others_stay(string state, int dockersCode, string told)
    {
        var (code, output) = await UpgradeAsync(state, dockersCode);

        Assert.Equal(1, code);
        Assert.Contains(told, output);
        Assert.Equal(["old.1", "old.2"], Names);
    }

    [Fact]
    public async Task Where_nothing_runs_there_is_nothing_to_replace()
    {
        File.Delete(Path.Combine(Containers, "old.1"));
        var (code, output) = await UpgradeAsync("running healthy", 0);

        Assert.Equal(1, code);
        Assert.Contains("nothing runs: start it with", output);
    }

    private Task<(int ExitCode, string Output)> UpgradeAsync(string state, int dockersCode) =>
        Script.RunAsync(
            Path.Combine(ComposeFile.Directory, "upgrade.sh"),
            ["9.9.9"],
            ("PATH", _path),
            ("CONTAINERS", Containers),
            ("STATE", state),
            ("CODE", $"{dockersCode}"),
            ("SETTLE", "0")
        );
}
