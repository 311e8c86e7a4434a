using IxpServer.Api.Registry;
using IxpServer.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Registry;

/// <summary>A file's faults are told all at once, each with its place.</summary>
public sealed class RegistryFaultTests
{
    [Fact]
    public async Task Every_fault_names_file_pointer_and_reason()
    {
        using var registry = new TestRegistry(
            """
            {"intents":[
              {"name":"","description":"d","parameters":{"type":"object"},"component":"Card","version":"1.0.0"},
              {"name":"a","description":"d","parameters":{"type":"array"},"component":"Card","version":"1.0.0"},
              {"name":"b","description":"d","parameters":{"type":"object","properties":{"x":{"type":"strin"}}},"component":"Card","version":"1.0.0"},
              {"name":"c","description":"d","parameters":{"type":"object"},"component":"Card","version":"one"},
              {"name":"d","component":7},
              "e"
            ]}
            """,
            """
            {"components":{
              "A/B":{"framework":"cobol","remoteUrl":"javascript:alert(1)","exportName":"A","propsSchema":{},"version":"1.0.0","allowedOrigins":["*"]},
              "C":{"framework":"vue","remoteUrl":"javascript:alert(1)","exportName":"A","propsSchema":{"pattern":"("},"version":"1.0.0","allowedOrigins":["*"]},
              "D":{"framework":"vue","remoteUrl":"//evil.example/x.js","exportName":"A","propsSchema":{},"version":"1.0.0","allowedOrigins":"*"}
            }}
            """
        );
        var result = await LoadAsync(registry);

        Assert.Null(result.Snapshot);
        var errors = result
            .Faults.Where(fault => fault.Severity is FaultSeverity.Error)
            .Select(fault => $"{Path.GetFileName(fault.File)}#{fault.Pointer}")
            .ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "intents.json#/intents/0/name",
                "intents.json#/intents/1/parameters/type",
                "intents.json#/intents/2/parameters/properties/x/type",
                "intents.json#/intents/3/version",
                "intents.json#/intents/4",
                "intents.json#/intents/4/component",
                "intents.json#/intents/5",
                "components.json#/components/A~1B/framework",
                "components.json#/components/C/remoteUrl",
                "components.json#/components/C/propsSchema/pattern",
                "components.json#/components/D/allowedOrigins",
            },
            errors.ToHashSet()
        );
        Assert.All(result.Faults, fault => Assert.NotEmpty(fault.Message));
    }

    [Theory]
    [InlineData("http://cdn.example/x.js", true)]
    [InlineData("https://cdn.example/x.js", true)]
    [InlineData("/components/x.js", true)]
    [InlineData("components/x.js", false)]
    [InlineData("//evil.example/x.js", false)]
    [InlineData("/\\evil.example/x.js", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/javascript,1", false)]
    [InlineData("ftp://a.example/x.js", false)]
    [InlineData("JAVASCRIPT:alert(1)", false)]
    [InlineData("/\\t/evil.example/x.js", false)]
    [InlineData(" https://cdn.example/x.js", false)]
    [InlineData("https://user:word@cdn.example/x.js", false)]
    public async Task Module_urls_are_of_this_server_or_of_the_web(string url, bool allowed)
    {
        using var registry = new TestRegistry(
            Intents(Intent("a")),
            Components(
                Component("Card")
                    .Replace(
                        "/components/Card.js",
                        url.Contains("\\t", StringComparison.Ordinal)
                            ? url
                            : url.Replace("\\", "\\\\", StringComparison.Ordinal),
                        StringComparison.Ordinal
                    )
            )
        );
        var result = await LoadAsync(registry);

        Assert.Equal(allowed, result.Snapshot is not null);
    }

    [Fact]
    public async Task A_version_defined_twice_is_an_error_even_across_files()
    {
        using var registry = new TestRegistry(Intents(Intent("a"), Intent("b")));
        using var more = new TestRegistry(Intents(Intent("b")));
        var result = await LoadAsync(registry, more.IntentsFile);

        var fault = Assert.Single(result.Faults);
        Assert.Equal(more.IntentsFile, fault.File);
        Assert.Equal("/intents/0", fault.Pointer);
        Assert.Contains("'b' 1.0.0", fault.Message);
        Assert.Contains("/intents/1", fault.Message);
    }

    [Fact]
    public async Task A_broken_definition_is_not_reported_as_missing_where_it_is_named()
    {
        using var registry = new TestRegistry(
            Intents(
                Intent("a", more: ",\"replacedBy\":\"b\""),
                Intent("b").Replace("1.0.0", "one", StringComparison.Ordinal),
                Intent("c", more: ",\"replacedBy\":\"nope\"")
            ),
            Components(
                Component("Card").Replace("vanilla", "cobol", StringComparison.Ordinal),
                Component("Old", ",\"replacedBy\":\"Gone\"")
            )
        );
        var result = await LoadAsync(registry);

        Assert.Equal(
            ["/components/Card/framework", "/components/Old/replacedBy", "/intents/1/version", "/intents/2/replacedBy"],
            result.Faults.Select(fault => fault.Pointer).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task Nothing_is_called_missing_while_a_file_cannot_be_read(string? components)
    {
        using var registry = new TestRegistry(Intents(Intent("a")), components ?? "");
        if (components is null)
        {
            File.Delete(registry.ComponentsFile);
        }

        Assert.Equal(registry.ComponentsFile, Assert.Single((await LoadAsync(registry)).Faults).File);
    }

    [Theory]
    [InlineData("""{"type":"integer","default":"x"}""", "/x/default")]
    [InlineData("""{"type":"object","properties":{"n":{"minimum":3,"default":2}}}""", "/x/properties/n/default")]
    [InlineData("""{"type":"object","required":["n"],"default":{}}""", "/x/default")]
    [InlineData("""{"$ref":"#/$defs/n","maximum":3}""", "/x")]
    [InlineData("""{"type":"string","format":"date","default":"soon"}""", "/x/default")]
    [InlineData("""{"type":"integer","default":1.0}""", null)]
    [InlineData("""{"$ref":"#/$defs/n"}""", null)]
    public async Task A_default_that_breaks_its_own_schema_is_reported(string schema, string? pointer)
    {
        var parameters = """{"type":"object","$defs":{"n":{"default":5}},"properties":{"x":""" + schema + "}}";
        using var registry = new TestRegistry(Intents(Intent("a", parameters)));
        var result = await LoadAsync(registry);

        Assert.NotNull(result.Snapshot);
        Assert.Equal(
            pointer is null ? [] : [($"/intents/0/parameters/properties{pointer}", FaultSeverity.Degraded)],
            result.Faults.Select(fault => (fault.Pointer, fault.Severity))
        );
    }

    [Theory]
    [InlineData("sha256-abc=", true)]
    [InlineData("sha256-abc= sha512-def", true)]
    [InlineData(" sha384-a+/=\\tsha512-def?ct=x ", true)]
    [InlineData("md5-abc", false)]
    [InlineData("sha256-abc= md5-abc", false)]
    [InlineData("", false)]
    public async Task Integrity_is_one_hash_or_several(string integrity, bool allowed)
    {
        using var registry = new TestRegistry(
            Intents(Intent("a")),
            Components(Component("Card", $",\"integrity\":\"{integrity}\""))
        );

        Assert.Equal(allowed, (await LoadAsync(registry)).Snapshot is not null);
    }

    [Theory]
    [InlineData("""{"intents":[{},{"a":[1,[true],{"b/c":"\ud800"}]}]}""", "/intents/1/a/2/b~1c")]
    [InlineData("""{"intents":[{"a":"\ud83d\ude00"},["x","\udc00"]]}""", "/intents/1/1")]
    [InlineData("""{"intents":[{},{"a":{},"\ud800":1}]}""", "/intents/1")]
    [InlineData("\"\\ud800\"", "")]
    public async Task Half_a_character_is_told_with_its_place(string intents, string pointer)
    {
        using var registry = new TestRegistry(intents);
        var fault = Assert.Single((await LoadAsync(registry)).Faults);

        Assert.Equal(pointer, fault.Pointer);
        Assert.Contains("lone surrogate", fault.Message);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_no_path_can_hold_is_refused(string name)
    {
        using var registry = new TestRegistry(Intents(Intent(name)), Components(Component("Card"), Component(name)));
        var result = await LoadAsync(registry);

        Assert.Null(result.Snapshot);
        Assert.Equal(["/intents/0/name", $"/components/{name}"], result.Faults.Select(fault => fault.Pointer));
    }

    [Theory]
    [InlineData(",\"bundleSize\":\"300KB\"", "/bundleSize")]
    [InlineData(",\"bundleSize\":\"large\"", "/bundleSize")]
    [InlineData(",\"performance\":{\"bundleSizeGzipped\":\"0.5MB\"}", "/performance/bundleSizeGzipped")]
    [InlineData(",\"performance\":{\"tti\":\"1.6s\"}", "/performance/tti")]
    [InlineData(",\"performance\":{\"tti\":\"soon\"}", "/performance/tti")]
    [InlineData(",\"myOwn\":1", "/myOwn")]
    public async Task Budgets_and_unknown_members_warn(string member, string pointer)
    {
        using var registry = new TestRegistry(Intents(Intent("a")), Components(Component("Card", member)));
        var result = await LoadAsync(registry);

        Assert.NotNull(result.Snapshot);
        var fault = Assert.Single(result.Faults);
        Assert.Equal(FaultSeverity.Warning, fault.Severity);
        Assert.Equal("/components/Card" + pointer, fault.Pointer);
    }

    [Fact]
    public async Task A_parameter_that_is_required_and_not_declared_warns()
    {
        using var registry = new TestRegistry(
            Intents(Intent("a", """{"type":"object","required":["b"],"properties":{"a":{"type":"string"}}}"""))
        );
        var result = await LoadAsync(registry);

        Assert.NotNull(result.Snapshot);
        var fault = Assert.Single(result.Faults);
        Assert.Equal(FaultSeverity.Warning, fault.Severity);
        Assert.Equal("/intents/0/parameters", fault.Pointer);
        Assert.Contains("'b' is required, but not declared", fault.Message);
    }

    [Theory]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string","nullable":true}}}""",
        "/properties/a/nullable",
        "\"null\""
    )]
    [InlineData("""{"type":"object","additionalItems":false}""", "/additionalItems", "until 2019-09")]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-04/schema#","type":"object","const":1}""",
        "/const",
        "since draft-06"
    )]
    public async Task A_keyword_that_means_nothing_warns_in_parameters_and_props(
        string schema,
        string place,
        string words
    )
    {
        using var registry = new TestRegistry(
            Intents(Intent("a", schema)),
            Components(Component("Card").Replace("""{"type":"object"}""", schema, StringComparison.Ordinal))
        );
        var result = await LoadAsync(registry);

        Assert.NotNull(result.Snapshot);
        Assert.Equal(
            ["/components/Card/propsSchema" + place, "/intents/0/parameters" + place],
            result.Faults.Select(fault => fault.Pointer).Order(StringComparer.Ordinal)
        );
        Assert.All(result.Faults, fault => Assert.Equal(FaultSeverity.Warning, fault.Severity));
        Assert.All(result.Faults, fault => Assert.Contains(words, fault.Message));
    }

    [Theory]
    [InlineData("\"X\":\"a\\r\\nY: b\"", "/X", "value", "U+000D at position 2")]
    [InlineData("\"X\":\"a\\n{secret:S}\"", "/X", "value", "U+000A")]
    [InlineData("\"X\":\"\\u0000\"", "/X", "value", "U+0000")]
    [InlineData("\"X\":\"\\u007f\"", "/X", "value", "U+007F")]
    [InlineData("\"X\":\"\\u0085\"", "/X", "value", "U+0085")]
    [InlineData("\"X\\r\\nY\":\"b\"", "/X\r\nY", "name", "U+000D")]
    public async Task A_header_of_a_provider_with_a_control_character_is_refused(
        string header,
        string pointer,
        params string[] words
    )
    {
        using var registry = new TestRegistry(
            Intents(Intent("a", more: $",\"dataProvider\":{{\"url\":\"http://a.example/\",\"headers\":{{{header}}}}}"))
        );
        var result = await LoadAsync(registry);

        Assert.Null(result.Snapshot);
        var fault = Assert.Single(result.Faults);
        Assert.Equal(FaultSeverity.Error, fault.Severity);
        Assert.Equal("/intents/0/dataProvider/headers" + pointer, fault.Pointer);
        Assert.All(words, word => Assert.Contains(word, fault.Message));
    }

    [Fact]
    public async Task Unknown_members_are_kept_and_sent_as_written()
    {
        using var registry = new TestRegistry(Intents(Intent("a", more: ",\"x-mine\":{\"n\":1.50,\"t\":\"<é>\"}")));
        var result = await LoadAsync(registry);

        Assert.Contains(
            "\"x-mine\":{\"n\":1.50,\"t\":\"<é>\"}",
            System.Text.Encoding.UTF8.GetString(result.Snapshot!.IntentList.Bytes.Span)
        );
    }

    [Fact]
    public async Task Presentation_is_read_from_the_intent_or_from_its_parameters_defaults()
    {
        using var registry = new TestRegistry(
            Intents(
                Intent("own", more: ",\"featured\":true,\"icon\":\"sun\",\"category\":\"a\",\"menuItems\":[1]"),
                Intent(
                    "old",
                    """{"type":"object","properties":{"featured":{"type":"boolean","default":true},"category":{"default":"b"},"quickActions":{"default":[2]}}}"""
                )
            )
        );
        var snapshot = (await LoadAsync(registry)).Snapshot!;

        var own = snapshot.FindIntent("own")!;
        Assert.True(own.Presentation.Featured);
        Assert.Equal("sun", own.Presentation.Icon);
        Assert.Equal("a", own.Category);
        Assert.Equal(1, own.Presentation.MenuItems!.Value.GetArrayLength());
        var old = snapshot.FindIntent("old")!;
        Assert.True(old.Presentation.Featured);
        Assert.Equal("b", old.Category);
        Assert.Equal(1, old.Presentation.QuickActions!.Value.GetArrayLength());
    }

    private static async Task<RegistryLoad> LoadAsync(TestRegistry registry, params string[] moreIntents)
    {
        var files = new RegistryFiles(
            new RegistryOptions
            {
                Intents = [registry.IntentsFile, .. moreIntents],
                Components = [registry.ComponentsFile],
            },
            new Host()
        );
        await files.RefreshAsync(TestContext.Current.CancellationToken);
        var joined = Definitions.Join(files.Current, [], []);
        return new(joined.AreRefused ? null : joined.ToSnapshot(null, DateTimeOffset.UtcNow), joined.Faults);
    }

    private sealed class Host : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Testing";
        public string ApplicationName { get; set; } = "tests";
        public string ContentRootPath { get; set; } = "/";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
