using System.Text.RegularExpressions;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using Xunit;

namespace IxpServer.Tests.Diagnostics;

/// <summary>What operators are told to ask a server at night, run as it is written.</summary>
public sealed partial class RunbookTests
{
    private const string Document = "operations.md";

    [Fact]
    public async Task Every_request_in_the_runbooks_is_answered()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?> { ["Ixp:Metrics:Enabled"] = "true" }
        );
        await server.DatabaseReadyAsync();
        await database.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
        var token = server.TokenFor(await database.AddUserAsync("root@example.com", Roles.Admin));
        await UseAsync(server, token);
        var setting = $$"""
            curl() { command curl --fail-with-body --max-time 20 "$@"; }
            set -o pipefail
            I={{server.Http.BaseAddress!.ToString().TrimEnd('/')}} H='Authorization: Bearer {{token}}'
            """;
        var commands = Commands().ToHashSet(StringComparer.Ordinal);
        Assert.True(commands.Count > 15, "the document's commands are found");

        var failed = new List<string>();
        foreach (var command in commands)
        {
            var (exitCode, output) = await Tool.RunAsync("bash", $"{setting}\n{command}\n");
            if (exitCode != 0 || output.Length is 0)
            {
                failed.Add($"{command} ends with {exitCode}: {output}");
            }
        }

        Assert.True(failed.Count is 0, string.Join("\n", failed));
    }

    /// <summary>What the commands ask for is there: a render that was measured, and a revision to go back to.</summary>
    private static async Task UseAsync(IxpTestServer server, string token)
    {
        using var rendered = await server.RenderAsync("search_products", """{"query":"chair"}""");
        Assert.True(rendered.IsSuccessStatusCode);
        foreach (var version in new[] { "1.0.0", "1.1.0" })
        {
            using var published = await server.PostAsync(
                "/api/registry/intents",
                $$"""{"name":"greet","version":"{{version}}","description":"Says hello","component":"WeatherCard","parameters":{"type":"object"} }""",
                ("Authorization", $"Bearer {token}")
            );
            Assert.True(published.IsSuccessStatusCode, await published.TextAsync());
        }
    }

    private static IEnumerable<string> Commands()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", Document));
        return Requests()
            .Matches(text)
            .Select(match => Spaces().Replace(match.Groups["command"].Value, " ").Trim())
            .Select(command => command.Replace("/revisions/N/", "/revisions/1/", StringComparison.Ordinal));
    }

    /// <summary>Between backticks, where it may go on in the next line, or a line of a block.</summary>
    [GeneratedRegex(
        @"`(?<command>curl [^`]*)`|^ *(?<command>curl [^`\n]*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Requests();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();
}
