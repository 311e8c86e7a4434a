using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Golden;

/// <summary>
/// The wire, byte for byte: every kind of answer against a file that is reviewed like code. Run with
/// <c>UPDATE_GOLDEN=1</c> to write the files anew, and read the difference.
/// </summary>
public sealed partial class GoldenTests
{
    private static readonly string Directory = Path.Combine(Repository.Root, "IxpServer.Tests", "Golden");

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?, string?> Cases =>
        new()
        {
            { "intents", "/ixp/intents", null, null },
            { "intents-filtered", "/ixp/intents?deprecated=true", null, null },
            { "intent", "/ixp/intents/book_room", null, null },
            { "components", "/ixp/components", null, null },
            { "menu", "/ixp/menu", null, null },
            { "init", "/ixp/init?featured=true", null, null },
            { "health", "/ixp/health", null, null },
            { "metrics", "/ixp/metrics", null, null },
            { "not-found", "/ixp/nope", null, null },
            { "not-found-problem", "/ixp/nope", null, "application/problem+json" },
            { "not-found-page", "/ixp/nope", null, "text/html" },
            { "method-not-allowed", "/ixp/render", null, null },
            {
                "render",
                "/ixp/render",
                """{"intent":{"name":"book_room","parameters":{"hotel":"Ritz","guests":[{"name":"Ann","extra":1}],"other":true}},"options":{"theme":"dark"}}""",
                null
            },
            { "render-deprecated", "/ixp/render", """{"intent":{"name":"book"}}""", null },
            {
                "render-faults",
                "/ixp/render",
                """{"intent":{"name":"book_room","parameters":{"nights":0,"guests":[{"age":200},7],"view":"wall"}}}""",
                null
            },
            {
                "render-faults-problem",
                "/ixp/render",
                """{"intent":{"name":"book_room"}}""",
                "application/problem+json"
            },
            { "render-unknown", "/ixp/render", """{"intent":{"name":"nope"}}""", null },
            { "render-no-component", "/ixp/render", """{"intent":{"name":"orphan"}}""", null },
            { "render-malformed", "/ixp/render", """{"intent":""", null },
            {
                "batch",
                "/ixp/render/batch",
                """{"requests":[{"intent":{"name":"book"}},{"intent":{"name":"nope"}}]}""",
                null
            },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_as_recorded(string name, string path, string? body, string? accept)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        await using var place = new TemporaryDirectory();
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["Ixp:Registry:Intents"] = CopyOf("registry.intents.json"),
                ["Ixp:Registry:Components"] = CopyOf("registry.components.json"),
            },
            services => services.AddSingleton<TimeProvider>(clock)
        );
        // Else each answer would have an id of its own.
        (string, string)[] headers = [("x-trace-id", "golden"), .. accept is null ? [] : new[] { ("Accept", accept) }];
        using var response = body is null
            ? await server.GetAsync(path, headers)
            : await server.PostAsync(path, body, headers);

        var actual = await DescribeAsync(response);
        var file = Path.Combine(Directory, $"{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            await File.WriteAllTextAsync(file, actual, Cancel);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, Cancel), actual);

        // Answers tell when the files were written, and have it in their tags.
        string CopyOf(string name)
        {
            var copy = Path.Combine(place.Path, name);
            File.Copy(Path.Combine(Directory, name), copy);
            File.SetLastWriteTimeUtc(copy, clock.GetUtcNow().UtcDateTime);
            return copy;
        }
    }

    private static async Task<string> DescribeAsync(HttpResponseMessage response)
    {
        var text = new StringBuilder().Append((int)response.StatusCode).Append('\n');
        var headers = response
            .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
            .OrderBy(header => header.Key, StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            text.Append(name).Append(": ").Append(value.ToString()).Append('\n');
        }

        var body = await response.TextAsync();
        var json = response.Header("Content-Type")!.Contains("json", StringComparison.Ordinal);
        text.Append('\n')
            .Append(json ? JsonSerializer.Serialize(JsonElement.Parse(body), Indented) : body)
            .Append('\n');

        // How long requests took is nobody's contract.
        return Durations().Replace(text.ToString(), "${name} 0");
    }

    [GeneratedRegex(
        "(?<name>\"(averageResponseTime|p95ResponseTime|p99ResponseTime)\":) [0-9.E-]+",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Durations();
}
