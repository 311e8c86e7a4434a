using System.Text;
using IxpServer.Hosting.Secrets;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Secrets;

/// <summary>Files that should hold a secret and do not.</summary>
public sealed class SecretFileTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Unusable =>
        new()
        {
            { "missing", "does not exist" },
            { "missing/secret", "does not exist" },
            { "dangling", "does not exist" },
            { "circle", "cannot be read" },
            { "directory", "is a directory" },
            { "empty", "is empty" },
            { "blank", "is empty" },
            { "mark", "is empty" },
            { "huge", "has more than 64 KB" },
            { "/dev/zero", "has more than 64 KB" },
            { "/dev/null", "is empty" },
            { "random", "is no text in UTF-8" },
            { "zeros", "is no text in UTF-8" },
            { "utf-16", "is no text in UTF-8" },
        };

    [Theory, MemberData(nameof(Unusable))]
    public async Task What_is_wrong_with_a_file_is_told_with_its_name(string name, string told)
    {
        var file = Make(name);

        var fault = await Assert.ThrowsAsync<SecretSourceException>(() =>
            SecretFile.ReadAsync("JWT_SECRET_FILE", file, Cancel)
        );

        Assert.StartsWith($"JWT_SECRET_FILE: the file '{file}' {told}", fault.Message);
    }

    [Fact]
    public async Task A_secret_comes_without_what_editors_put_around_it()
    {
        var file = Path.Combine(_directory.Path, "secret");
        await File.WriteAllTextAsync(
            file,
            "a sécret\r\n",
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            Cancel
        );

        Assert.Equal("a sécret", await SecretFile.ReadAsync("JWT_SECRET_FILE", file, Cancel));
    }

    [Fact]
    public async Task All_of_them_are_told_at_once_and_the_server_exits_78()
    {
        var (empty, random, directory) = (Make("empty"), Make("random"), Make("directory"));
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("CORS_ORIGIN", "https://app.example"),
            ("JWT_SECRET_FILE", empty),
            ("ENCRYPTION_KEY_FILE", random),
            ("DATABASE_URL_FILE", directory),
            ("METRICS_TOKEN_FILE", "/nowhere")
        );

        Assert.Equal(78, await server.ExitAsync());
        var faults = server.Output.Split('\n').Where(line => line.StartsWith("  - ", StringComparison.Ordinal)).Order();
        Assert.Equal(
            [
                $"  - DATABASE_URL_FILE: the file '{directory}' is a directory: name the file in it that holds the secret",
                $"  - ENCRYPTION_KEY_FILE: the file '{random}' is no text in UTF-8: a secret of random bytes is given in Base64",
                $"  - JWT_SECRET_FILE: the file '{empty}' is empty",
                "  - METRICS_TOKEN_FILE: the file '/nowhere' does not exist",
            ],
            faults.Select(line => line.TrimEnd())
        );
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_told_with_who_asked()
    {
        // The kernel lets nobody read it, root neither.
        const string Unreadable = "/proc/sys/vm/drop_caches";

        var fault = await Assert.ThrowsAsync<SecretSourceException>(() =>
            SecretFile.ReadAsync("JWT_SECRET_FILE", Unreadable, Cancel)
        );
        Assert.Contains("may not be read by", fault.Message);
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    private string Make(string name)
    {
        var file = Path.Combine(_directory.Path, name);
        switch (name)
        {
            case "directory":
                Directory.CreateDirectory(file);
                break;
            case "dangling":
                File.CreateSymbolicLink(file, Path.Combine(_directory.Path, "missing"));
                break;
            case "circle":
                File.CreateSymbolicLink(file, file);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "blank":
                File.WriteAllText(file, " \r\n\t\n");
                break;
            case "mark":
                File.WriteAllBytes(file, [0xEF, 0xBB, 0xBF, (byte)'\n']);
                break;
            case "huge":
                File.WriteAllText(file, new string('a', 65 * 1024));
                break;
            case "random":
                File.WriteAllBytes(file, [.. Enumerable.Range(0, 32).Select(i => (byte)(0xC0 + i))]);
                break;
            case "zeros":
                File.WriteAllBytes(file, new byte[32]);
                break;
            case "utf-16":
                File.WriteAllText(file, "a secret of thirty-two characters", Encoding.Unicode);
                break;
        }

        return file;
    }
}
