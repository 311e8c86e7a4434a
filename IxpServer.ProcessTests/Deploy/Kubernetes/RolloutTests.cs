using System.Runtime.Versioning;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy.Kubernetes;

/// <summary><c>rollout.sh</c> with a stand-in for the cluster, which notes what it is asked for.</summary>
[SupportedOSPlatform("linux")]
public sealed class RolloutTests : IAsyncLifetime
{
    private const string Cluster = """
        [ "$1" != kustomize ] || exec "$KUBECTL" "$@"
        [ "$1" != --namespace ] || shift 2
        case "$*" in
          version*) exit "${NO_CLUSTER:-0}" ;;
          "get namespace"*) exit "${NO_NAMESPACE:-0}" ;;
          *--dry-run=server*) echo check >>"$CALLS"; exit "${REFUSED:-0}" ;;
          "apply "*)
            echo "apply ${@: -1}" >>"$CALLS"
            while [ "$1" != -f ]; do shift; done
            cp "$2" "$CALLS.yaml"
            ;;
          "delete job"*) echo delete-job >>"$CALLS" ;;
          "get job"*) echo "${JOB:-SuccessCriteriaMet Complete}" ;;
          "get deployment"*) echo "${BEFORE-deployment.apps/ixp-server}" ;;
          "rollout undo"*) echo undo >>"$CALLS"; touch "$CALLS.undone" ;;
          "rollout status deployment/ixp-server"*) [ -e "$CALLS.undone" ] || exit "${NOT_READY:-0}" ;;
          logs*) echo "a line of the log" ;;
          *) echo "kubectl $*?" >&2; exit 2 ;;
        esac
        """;

    private const string Others = "apply app.kubernetes.io/name notin (ixp-server, ixp-migrations)";
    private const string Migrations = "apply app.kubernetes.io/name=ixp-migrations";
    private const string Server = "apply app.kubernetes.io/name=ixp-server";

    private readonly TemporaryDirectory _directory = new();
    private string _path = "";

    private string Calls => Path.Combine(_directory.Path, "calls");

    public async ValueTask InitializeAsync()
    {
        _path = await Script.StubAsync(_directory.Path, "kubectl", Cluster);
        await File.WriteAllTextAsync(Calls, "", TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    [Fact]
    public async Task The_server_follows_when_the_migrations_have_succeeded()
    {
        var (code, output) = await RollOutAsync(["production", "1.1.0"]);

        Assert.True(code is 0, output);
        Assert.Equal(["check", Others, "delete-job", Migrations, Server], await CallsAsync());
        var images = (await File.ReadAllLinesAsync($"{Calls}.yaml", TestContext.Current.CancellationToken))
            .Where(line => line.Contains("image: ", StringComparison.Ordinal))
            .Select(line => line.Trim());
        Assert.Equal(
            ["ixp-backup:1.1.0", "ixp-migrations:1.1.0", "ixp-migrations:1.1.0", "ixp-server:1.1.0"],
            images.Select(image => image.Split('/')[^1]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_new_namespace_cannot_be_asked_before_it_is_there()
    {
        var (code, output) = await RollOutAsync(["staging"], ("NO_NAMESPACE", "1"), ("BEFORE", ""));

        Assert.True(code is 0, output);
        Assert.Equal([Others, "delete-job", Migrations, Server], await CallsAsync());
    }

    [Theory]
    [InlineData("REFUSED", "1", "nothing was changed", new[] { "check" })]
    [InlineData("JOB", "Failed", "the server was not changed", new[] { "check", Others, "delete-job", Migrations })]
    [InlineData(
        "NOT_READY",
        "1",
        "the one before is back",
        new[] { "check", Others, "delete-job", Migrations, Server, "undo" }
    )]
    public async Task What_fails_is_told_and_changes_no_more(string variable, string value, string told, string[] calls)
    {
        var (code, output) = await RollOutAsync(["production"], (variable, value));

        Assert.Equal(1, code);
        Assert.Contains(told, output);
        Assert.Equal(calls, await CallsAsync());
    }

    [Theory]
    [InlineData(64, "give an overlay (development production staging)")]
    [InlineData(64, "there is no overlay 'prod'", "prod")]
    [InlineData(64, "'1.1;rm' is no tag", "production", "1.1;rm")]
    public async Task A_wrong_argument_is_named(int expected, string told, params string[] arguments)
    {
        var (code, output) = await RollOutAsync(arguments);

        Assert.Equal(expected, code);
        Assert.Contains(told, output);
        Assert.Empty(await CallsAsync());
    }

    [Fact]
    public async Task Without_a_cluster_it_says_so()
    {
        var (code, output) = await RollOutAsync(["production"], ("NO_CLUSTER", "1"));

        Assert.Equal(69, code);
        Assert.Contains("no cluster answers", output);
        Assert.Empty(await CallsAsync());
    }

    private async Task<IReadOnlyList<string>> CallsAsync() =>
        await File.ReadAllLinesAsync(Calls, TestContext.Current.CancellationToken);

    private Task<(int ExitCode, string Output)> RollOutAsync(
        string[] arguments,
        params (string Name, string Value)[] variables
    ) =>
        Script.RunAsync(
            Path.Combine(Manifests.Directory, "rollout.sh"),
            arguments,
            [("PATH", _path), ("CALLS", Calls), ("KUBECTL", KubernetesTools.KubectlFile), .. variables]
        );
}
