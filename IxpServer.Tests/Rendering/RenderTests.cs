using System.Net;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

public sealed class RenderTests
{
    private const string Weather = """
        {"type":"object","required":["city"],"properties":{
          "city":{"type":"string","minLength":2},
          "units":{"enum":["metric","imperial"],"default":"metric"},
          "days":{"type":"integer","minimum":1,"maximum":7},
          "place":{"type":"object","properties":{"lat":{"type":"number"},"zoom":{"type":"integer","default":3}}},
          "tags":{"type":"array","items":{"type":"string"}}
        }}
        """;

    [Fact]
    public async Task Answers_with_record_component_and_ttl_and_nothing_else()
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("weather", """{"city":"Lisbon"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal(
            """{"record":{"moduleUrl":"/components/Card.js","exportName":"Card","props":{"city":"Lisbon","units":"metric"}},"component":{"name":"Card","framework":"vanilla","remoteUrl":"/components/Card.js","exportName":"Card","propsSchema":{"type":"object"},"version":"1.0.0","allowedOrigins":["*"],"securityPolicy":{"allowEval":false,"sandboxed":true,"maxBundleSize":"200KB"}},"ttl":300}""",
            await response.TextAsync()
        );
        Assert.Equal("private, max-age=300", response.Header("Cache-Control"));
        Assert.Matches("^\"[0-9a-f]{16}\"$", response.Header("ETag"));
    }

    [Fact]
    public async Task Equal_answers_have_equal_tags_and_different_ones_do_not()
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        async Task<string?> Tag(string city) =>
            (await server.RenderAsync("weather", $$"""{"city":"{{city}}"}""")).Header("ETag");

        Assert.Equal(await Tag("Lisbon"), await Tag("Lisbon"));
        Assert.NotEqual(await Tag("Lisbon"), await Tag("London"));
    }

    [Theory]
    [InlineData("""{"city":"Lisbon","other":1}""", """{"city":"Lisbon","units":"metric"}""")]
    [InlineData(
        """{"place":{"lat":1.50,"x":1},"city":"Lisbon"}""",
        """{"place":{"lat":1.50,"zoom":3},"city":"Lisbon","units":"metric"}"""
    )]
    [InlineData("""{"city":"Größe <b>&'\u00e9\ud83d\ude00\n"}""", """{"city":"Größe <b>&'é😀\n","units":"metric"}""")]
    [InlineData(
        """{"city":"Lisbon","units":"imperial","tags":["a","b"]}""",
        """{"city":"Lisbon","units":"imperial","tags":["a","b"]}"""
    )]
    public async Task Props_are_the_declared_parameters_with_defaults(string parameters, string props)
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("weather", parameters);

        AssertJson.Equal(props, (await response.JsonAsync()).GetProperty("record").GetProperty("props"));
    }

    [Fact]
    public async Task Missing_parameters_are_an_empty_object()
    {
        using var registry = new TestRegistry(Intents(Intent("poll")));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync("/ixp/render", """{"intent":{"name":"poll"}}""");

        AssertJson.Equal("{}", (await response.JsonAsync()).GetProperty("record").GetProperty("props"));
    }

    [Fact]
    public async Task Options_add_props_but_never_replace_one()
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync(
            "/ixp/render",
            """{"intent":{"name":"weather","parameters":{"city":"Lisbon"}},"options":{"city":"Evil","units":"x","theme":"dark"}}"""
        );

        AssertJson.Equal(
            """{"city":"Lisbon","units":"metric","theme":"dark"}""",
            (await response.JsonAsync()).GetProperty("record").GetProperty("props")
        );
    }

    [Fact]
    public async Task All_parameter_faults_are_told_at_once()
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync(
            "weather",
            """{"units":"kelvin","days":9,"place":{"lat":"x"},"tags":["a",1]}"""
        );

        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.StartsWith("Parameter validation failed: ", error.GetProperty("message").GetString());
        Assert.Contains(" at 'place.lat'", error.GetProperty("message").GetString());
        var faults = error.GetProperty("details").GetProperty("validationErrors").EnumerateArray().ToList();
        Assert.Equal(
            [
                "city invalid_type",
                "days too_big",
                "place.lat invalid_type",
                "tags.1 invalid_type",
                "units invalid_enum_value",
            ],
            faults
                .Select(fault =>
                    $"{string.Join('.', fault.GetProperty("path").EnumerateArray())} {fault.GetProperty("code")}"
                )
                .Order()
        );
        var missing = faults.Single(fault => fault.GetProperty("path")[0].ToString() == "city");
        Assert.Equal("undefined", missing.GetProperty("received").GetString());
        Assert.Equal("string", missing.GetProperty("expected").GetString());
        var big = faults.Single(fault => fault.GetProperty("path")[0].ToString() == "days");
        Assert.Equal(7, big.GetProperty("maximum").GetInt32());
        Assert.Equal("/days", big.GetProperty("instanceLocation").GetString());
        Assert.Equal("/properties/days/maximum", big.GetProperty("keywordLocation").GetString());
        var wrong = faults.Single(fault => fault.GetProperty("path")[0].ToString() == "units");
        AssertJson.Equal("""["metric","imperial"]""", wrong.GetProperty("options"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"city\"")]
    public async Task Parameters_that_are_no_object_are_a_fault_at_the_root(string parameters)
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("weather", parameters);

        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.DoesNotContain(" at '", error.GetProperty("message").GetString());
        Assert.Equal(
            0,
            error.GetProperty("details").GetProperty("validationErrors")[0].GetProperty("path").GetArrayLength()
        );
    }

    [Theory]
    [InlineData("2026-02-28", 200)]
    [InlineData("2026-02-30", 400)]
    [InlineData("tomorrow", 400)]
    public async Task Formats_of_parameters_are_checked(string date, int status)
    {
        using var registry = new TestRegistry(
            Intents(Intent("meet", """{"type":"object","properties":{"on":{"type":"string","format":"date"}}}"""))
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("meet", $$"""{"on":"{{date}}"}""");

        Assert.Equal(status, (int)response.StatusCode);
        if (status is 400)
        {
            var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
            var fault = error.GetProperty("details").GetProperty("validationErrors")[0];
            Assert.Equal("invalid_string", fault.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task An_answer_stays_small_however_large_the_nonsense()
    {
        var choices = string.Join(',', Enumerable.Range(0, 250).Select(index => $"\"choice-{index}\""));
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "pick",
                    $$$"""{"type":"object","additionalProperties":false,"properties":{"a":{"type":"array","items":{"enum":[{{{choices}}}] } } } }"""
                )
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var many = await server.RenderAsync(
            "pick",
            $$"""{"a":[{{string.Join(',', Enumerable.Repeat("\"x\"", 2_000))}}]}"""
        );
        using var wide = await server.RenderAsync("pick", $$"""{"{{new string('k', 1_000_000)}}":1}""");

        Assert.InRange((await many.TextAsync()).Length, 1_000, 200_000);
        Assert.InRange((await wide.TextAsync()).Length, 100, 2_000);
    }

    [Fact]
    public async Task Options_that_break_the_components_schema_are_the_callers_fault()
    {
        using var registry = new TestRegistry(
            Intents(Intent("report", Weather)),
            Components(
                Component("Card")
                    .Replace(
                        "\"propsSchema\":{\"type\":\"object\"}",
                        "\"propsSchema\":{\"properties\":{\"size\":{\"type\":\"string\"}}}",
                        StringComparison.Ordinal
                    )
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync(
            "/ixp/render",
            """{"intent":{"name":"report","parameters":{"city":"Oslo"}},"options":{"size":5}}"""
        );

        await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Numeric_strings_are_not_numbers()
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("weather", """{"city":"Lisbon","days":"3"}""");

        await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData("", "", 300)]
    [InlineData(",\"deprecated\":true", "", 60)]
    [InlineData("", ",\"deprecated\":true", 60)]
    [InlineData(",\"crawlable\":true", "", 600)]
    [InlineData(",\"crawlable\":true,\"deprecated\":true", "", 600)]
    [InlineData("", ",\"performance\":{\"bundleSizeGzipped\":\"50KB\"}", 300)]
    [InlineData("", ",\"performance\":{\"bundleSizeGzipped\":\"50.5 kb\"}", 900)]
    [InlineData("", ",\"performance\":{\"bundleSizeGzipped\":\"1.5MB\"}", 900)]
    [InlineData(",\"deprecated\":true", ",\"performance\":{\"bundleSizeGzipped\":\"0.1MB\"}", 900)]
    [InlineData(",\"ttl\":7,\"crawlable\":true", ",\"performance\":{\"bundleSizeGzipped\":\"1MB\"}", 7)]
    [InlineData("", ",\"ttl\":11", 11)]
    [InlineData(",\"ttl\":0", "", 0)]
    public async Task Ttl_follows_the_rule(string intent, string component, int ttl)
    {
        using var registry = new TestRegistry(
            Intents(Intent("weather", more: intent)),
            Components(Component("Card", component))
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("weather");

        Assert.Equal(ttl, (await response.JsonAsync()).GetProperty("ttl").GetInt32());
        Assert.Equal($"private, max-age={ttl}", response.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_deprecated_intent_renders_and_says_so()
    {
        using var registry = new TestRegistry(
            Intents(
                Intent("old", more: ",\"deprecated\":true,\"replacedBy\":\"new one\",\"sunset\":\"2027-03-01\""),
                Intent("new one")
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("old");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Matches(@"^@\d+$", response.Header("Deprecation"));
        Assert.Equal("Mon, 01 Mar 2027 00:00:00 GMT", response.Header("Sunset"));
        Assert.Equal("</ixp/intents/new%20one>; rel=\"successor-version\"", response.Header("Link"));
        using var current = await server.RenderAsync("new one");
        Assert.Null(current.Header("Deprecation"));
    }

    [Theory]
    [InlineData("https://portal.example.com", 200)]
    [InlineData("https://PORTAL.example.com", 200)]
    [InlineData("null", 403)]
    [InlineData("https://evil.example", 403)]
    [InlineData("https://portal.example.com.evil.example", 403)]
    [InlineData(null, 200)]
    public async Task Origins_are_checked_against_the_component(string? origin, int status)
    {
        using var registry = new TestRegistry(
            Intents(Intent("report", Weather)),
            Components(Component("Card", origins: """["https://portal.example.com/"]"""))
        );
        await using var server = IxpTestServer.Start(registry);
        (string, string)[] headers = origin is null ? [] : [("Origin", origin)];
        using var response = await server.RenderAsync("report", """{"city":"Lisbon"}""", headers);

        Assert.Equal(status, (int)response.StatusCode);
        if (status is 403)
        {
            var error = await response.ErrorAsync(HttpStatusCode.Forbidden, "ORIGIN_NOT_ALLOWED");
            Assert.Equal(origin, error.GetProperty("details").GetProperty("origin").GetString());
            Assert.Equal("Card", error.GetProperty("details").GetProperty("componentName").GetString());
        }
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    public async Task The_one_value_of_a_const_is_a_list_of_options(string value)
    {
        var schema = """{"type":"object","properties":{"x":{"const":""" + value + "}}}";
        using var registry = new TestRegistry(Intents(Intent("a", schema)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("a", """{"x":7}""");

        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        var fault = error.GetProperty("details").GetProperty("validationErrors")[0];
        Assert.Equal("const", fault.GetProperty("code").GetString());
        AssertJson.Equal($"[{value}]", fault.GetProperty("options"));
    }

    [Fact]
    public async Task A_deprecated_component_tells_its_own_date()
    {
        using var registry = new TestRegistry(
            Intents(Intent("a")),
            Components(Component("Card", ",\"deprecated\":true"))
        );
        File.SetLastWriteTimeUtc(registry.IntentsFile, DateTime.UnixEpoch.AddSeconds(1_000_000));
        File.SetLastWriteTimeUtc(registry.ComponentsFile, DateTime.UnixEpoch.AddSeconds(2_000_000));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("a");

        Assert.Equal("@2000000", response.Header("Deprecation"));
    }

    [Fact]
    public async Task The_origin_is_checked_before_the_parameters()
    {
        using var registry = new TestRegistry(
            Intents(Intent("report", Weather)),
            Components(Component("Card", origins: "[]"))
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("report", "{}", ("Origin", "https://a.example"));

        await response.ErrorAsync(HttpStatusCode.Forbidden, "ORIGIN_NOT_ALLOWED");
    }

    [Fact]
    public async Task An_origin_named_null_can_be_admitted()
    {
        using var registry = new TestRegistry(
            Intents(Intent("report")),
            Components(Component("Card", origins: """["null"]"""))
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("report", "{}", ("Origin", "null"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Parameters_are_checked_before_a_missing_component_is_told()
    {
        using var registry = new TestRegistry(Intents(Intent("lost", Weather)), Components());
        await using var server = IxpTestServer.Start(registry);
        using var wrong = await server.RenderAsync("lost", "{}", ("Origin", "https://a.example"));
        using var right = await server.RenderAsync("lost", """{"city":"Lisbon"}""");

        await wrong.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        var error = await right.ErrorAsync(HttpStatusCode.NotFound, "COMPONENT_NOT_FOUND");
        Assert.Equal("Component 'Card' not found", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Props_that_break_the_components_schema_are_the_servers_fault()
    {
        using var registry = new TestRegistry(
            Intents(Intent("report", Weather)),
            Components(
                Component("Card")
                    .Replace(
                        "\"propsSchema\":{\"type\":\"object\"}",
                        "\"propsSchema\":{\"required\":[\"secret\"]}",
                        StringComparison.Ordinal
                    )
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("report", """{"city":"Lisbon"}""");

        await response.ErrorAsync(HttpStatusCode.InternalServerError, "COMPONENT_VALIDATION_FAILED");
    }

    [Theory]
    [InlineData(null, "2.1.0")]
    [InlineData("latest", "2.1.0")]
    [InlineData("^1", "1.5.0")]
    [InlineData("1.2.0", "1.2.0")]
    [InlineData("~1.2", "1.2.0")]
    [InlineData(">=1 <2.1", "2.0.0")]
    [InlineData("3.0.0-beta.1", "3.0.0-beta.1")]
    public async Task The_best_version_in_the_range_is_rendered(string? range, string version)
    {
        string Version(string number, string more = "") =>
            Intent(
                    "report",
                    more: $",\"ttl\":{number.Split('.', '-').Aggregate(0, (sum, part) => (sum * 10) + (int.TryParse(part, out var digit) ? digit : 0))}{more}"
                )
                .Replace("\"1.0.0\"", $"\"{number}\"", StringComparison.Ordinal);
        using var registry = new TestRegistry(
            Intents(
                Version("1.2.0"),
                Version("1.5.0"),
                Version("1.9.0", ",\"deprecated\":true"),
                Version("2.1.0"),
                Version("2.0.0"),
                Version("3.0.0-beta.1")
            )
        );
        await using var server = IxpTestServer.Start(registry);
        var asked = range is null ? "" : $",\"version\":\"{range}\"";
        using var response = await server.PostAsync("/ixp/render", $$"""{"intent":{"name":"report"{{asked}} } }""");

        var ttl = (await response.JsonAsync()).GetProperty("ttl").GetInt32();
        Assert.Equal(
            version
                .Split('.', '-')
                .Aggregate(0, (sum, part) => (sum * 10) + (int.TryParse(part, out var digit) ? digit : 0)),
            ttl
        );
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"version\":\"latest\"", 1)]
    [InlineData(",\"version\":\"*\"", 1)]
    [InlineData(",\"version\":\"^2.0.0-beta.1\"", 2)]
    public async Task A_pre_release_is_for_those_who_name_it_even_where_all_else_is_deprecated(string asked, int ttl)
    {
        using var registry = new TestRegistry(
            Intents(
                Intent("report", more: ",\"ttl\":1,\"deprecated\":true"),
                Intent("report", more: ",\"ttl\":2").Replace("1.0.0", "2.0.0-beta.1", StringComparison.Ordinal)
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync("/ixp/render", $$"""{"intent":{"name":"report"{{asked}} } }""");

        Assert.Equal(ttl, (await response.JsonAsync()).GetProperty("ttl").GetInt32());
    }

    [Fact]
    public async Task A_range_that_nothing_satisfies_is_a_404_that_names_it()
    {
        using var registry = new TestRegistry(Intents(Intent("report")));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync("/ixp/render", """{"intent":{"name":"report","version":"^4"}}""");

        var error = await response.ErrorAsync(HttpStatusCode.NotFound, "INTENT_NOT_SUPPORTED");
        Assert.Contains("^4", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_batch_answers_each_request_in_order()
    {
        using var registry = new TestRegistry(Intents(Intent("weather", Weather)));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync(
            "/ixp/render/batch",
            """{"requests":[{"intent":{"name":"weather","parameters":{"city":"Lisbon"}}},{"intent":{"name":"nope"}},17,{"intent":{"name":"weather"}}]}"""
        );

        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([200, 404, 400, 400], results.Select(result => result.GetProperty("status").GetInt32()));
        Assert.Equal(
            "Lisbon",
            results[0].GetProperty("body").GetProperty("record").GetProperty("props").GetProperty("city").GetString()
        );
        Assert.Equal(
            "INTENT_NOT_SUPPORTED",
            results[1].GetProperty("body").GetProperty("error").GetProperty("code").GetString()
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"requests":{}}""")]
    [InlineData(null)]
    public async Task A_batch_of_another_shape_or_size_is_refused(string? body)
    {
        body ??= $$"""{"requests":[{{string.Join(",", Enumerable.Repeat("{}", 51))}}]}""";
        await using var server = IxpTestServer.Start();
        using var response = await server.PostAsync("/ixp/render/batch", body);

        await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }
}
