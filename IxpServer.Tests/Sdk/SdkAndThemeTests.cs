using System.Net;
using System.Text;
using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Sdk;

public sealed class SdkAndThemeTests
{
    [Fact]
    public async Task The_runtime_is_javascript_that_may_be_kept_an_hour()
    {
        await using var server = IxpTestServer.Start();
        using var response = await server.GetAsync("/ixp/sdk");

        Assert.Equal("text/javascript; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("public, max-age=3600", response.Header("Cache-Control"));
        Assert.Contains("IXPRuntime", await response.TextAsync());
    }

    [Fact]
    public async Task The_frame_has_a_policy_of_its_own()
    {
        await using var server = IxpTestServer.Start();
        using var response = await server.GetAsync("/ixp/sdk/frame");

        Assert.StartsWith("text/html", response.Header("Content-Type"));
        Assert.StartsWith(
            "sandbox allow-scripts; default-src 'none'; script-src 'self' https:;",
            response.Header("Content-Security-Policy")
        );

        // Under no other address, where it would come without the policy.
        using var file = await server.GetAsync("/ixp-frame.html");
        await file.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Every_path_of_the_configuration_answers()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Cors:Origins"] = "https://a.example" }
        );
        using var response = await server.GetAsync("/ixp/sdk/config");
        Assert.Equal("public, max-age=300", response.Header("Cache-Control"));
        var config = await response.JsonAsync();
        AssertJson.Equal("""["https://a.example"]""", config.GetProperty("cors").GetProperty("origins"));
        Assert.Equal(JsonValueKind.Object, config.GetProperty("theme").ValueKind);
        Assert.Equal("1.0.0", config.GetProperty("version").GetString());

        var paths = config.GetProperty("endpoints");
        Assert.Equal(
            ["intents", "components", "render", "sdk", "menu", "init", "health", "metrics"],
            paths.EnumerateObject().Select(path => path.Name)
        );
        foreach (var path in paths.EnumerateObject())
        {
            using var answer = path.Name is "render"
                ? await server.RenderAsync("show_weather", """{"city":"Oslo"}""")
                : await server.GetAsync(path.Value.GetString()!);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_theme_may_begin_with_a_byte_order_mark()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var place = new TemporaryDirectory();
        var file = Path.Combine(place.Path, "theme.json");
        var theme = await File.ReadAllBytesAsync(
            Path.Combine(Repository.Root, "IxpServer.Api", "samples", "theme.json"),
            cancel
        );
        await File.WriteAllBytesAsync(file, [0xEF, 0xBB, 0xBF, .. theme], cancel);
        await using var server = IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Theme:File"] = file });

        AssertJson.Equal(
            Encoding.UTF8.GetString(theme),
            (await server.GetJsonAsync("/ixp/theme")).GetProperty("theme")
        );
    }

    [Fact]
    public async Task The_theme_has_what_components_rely_on()
    {
        await using var server = IxpTestServer.Start();
        var body = await server.GetJsonAsync("/ixp/theme");
        Assert.Equal(["theme", "version", "timestamp"], body.EnumerateObject().Select(member => member.Name));
        var theme = body.GetProperty("theme");

        foreach (
            var name in new[]
            {
                "name",
                "version",
                "mode",
                "colors",
                "typography",
                "spacing",
                "breakpoints",
                "components",
            }
        )
        {
            Assert.True(theme.TryGetProperty(name, out _), name);
        }

        foreach (var name in new[] { "primary", "secondary" })
        {
            var palette = theme.GetProperty("colors").GetProperty(name);
            Assert.Equal(
                ["50", "100", "200", "300", "400", "500", "600", "700", "800", "900"],
                palette.EnumerateObject().Select(shade => shade.Name)
            );
        }

        foreach (var name in new[] { "background", "text", "border", "status" })
        {
            Assert.True(theme.GetProperty("colors").TryGetProperty(name, out _), name);
        }

        foreach (var name in new[] { "button", "card", "input", "modal" })
        {
            Assert.True(theme.GetProperty("components").TryGetProperty(name, out _), name);
        }
    }
}
