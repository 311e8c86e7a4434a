using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Schemas of the drafts before 2020-12, each understood by what it names in <c>$schema</c>.</summary>
public class DialectTests
{
    private const string D4 = "http://json-schema.org/draft-04/schema#";
    private const string D6 = "http://json-schema.org/draft-06/schema#";
    private const string D7 = "http://json-schema.org/draft-07/schema#";
    private const string D2019 = "https://json-schema.org/draft/2019-09/schema";
    private const string D2020 = "https://json-schema.org/draft/2020-12/schema";

    [Theory]
    [InlineData(D4, SchemaDraft.Draft4)]
    [InlineData(D6, SchemaDraft.Draft6)]
    [InlineData(D7, SchemaDraft.Draft7)]
    [InlineData(D2019, SchemaDraft.Draft201909)]
    [InlineData(D2020, SchemaDraft.Draft202012)]
    [InlineData("http://json-schema.org/draft-07/schema", SchemaDraft.Draft7)]
    [InlineData("https://json-schema.org/draft-07/schema#", SchemaDraft.Draft7)]
    [InlineData("http://json-schema.org/draft/2020-12/schema", SchemaDraft.Draft202012)]
    public void A_schema_names_its_draft(string uri, SchemaDraft draft) =>
        Assert.Equal(draft, Schema($$"""{"$schema":"{{uri}}"}""").Draft);

    [Fact]
    public void What_is_not_known_is_refused_with_what_is()
    {
        var fault = Assert.Single(SchemaFaults("""{"$schema":"http://json-schema.org/draft-03/schema#"}"""));
        Assert.Equal("/$schema", fault.Pointer);
        Assert.Contains(D2020, fault.Message);
        Assert.Contains("2019-09, 07, 06 or 04", fault.Message);
    }

    [Theory]
    [InlineData(D7, """{"items":[{"type":"string"}]}""", """["a",1]""", true)]
    [InlineData(D7, """{"items":[{"type":"string"}]}""", "[1]", false)]
    [InlineData(D7, """{"items":[{}],"additionalItems":{"type":"string"}}""", "[1,2]", false)]
    [InlineData(D4, """{"items":[{}],"additionalItems":false}""", "[1,2]", false)]
    [InlineData(D2019, """{"items":[{}],"additionalItems":false}""", "[1,2]", false)]
    [InlineData(D7, """{"items":{},"additionalItems":false}""", "[1,2]", true)]
    [InlineData(D7, """{"additionalItems":false}""", "[1,2]", true)]
    [InlineData(D2020, """{"items":{},"additionalItems":false}""", "[1,2]", true)]
    [InlineData(D2019, """{"prefixItems":[false]}""", "[1]", true)]
    [InlineData(D7, """{"dependencies":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData(D7, """{"dependencies":{"a":{"required":["b"]}}}""", """{"a":1}""", false)]
    [InlineData(D6, """{"dependencies":{"a":false}}""", """{"a":1}""", false)]
    [InlineData(D2020, """{"dependencies":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData(D2020, """{"dependencies":{"a":["b"]}}""", """{"a":1,"b":1}""", true)]
    [InlineData(D7, """{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", true)]
    [InlineData(D7, """{"definitions":{"s":{"type":"string"}},"$ref":"#/definitions/s"}""", "1", false)]
    [InlineData(D7, """{"definitions":{"s":{}},"$ref":"#/definitions/s","type":"string"}""", "1", true)]
    [InlineData(D2019, """{"$defs":{"s":{}},"$ref":"#/$defs/s","type":"string"}""", "1", false)]
    [InlineData(D4, """{"minimum":1,"exclusiveMinimum":true}""", "1", false)]
    [InlineData(D4, """{"minimum":1,"exclusiveMinimum":true}""", "2", true)]
    [InlineData(D4, """{"minimum":1,"exclusiveMinimum":false}""", "1", true)]
    [InlineData(D4, """{"maximum":1,"exclusiveMaximum":true}""", "1.0", false)]
    [InlineData(D6, """{"exclusiveMinimum":1}""", "1", false)]
    [InlineData(D4, """{"type":"integer"}""", "1.0", false)]
    [InlineData(D4, """{"type":"integer"}""", "1e2", false)]
    [InlineData(D4, """{"type":"integer","minimum":5}""", "7", true)]
    [InlineData(D4, """{"type":["integer","string"]}""", "12345678901234567890123", true)]
    [InlineData(D6, """{"type":"integer"}""", "1.0", true)]
    [InlineData(D4, """{"const":1}""", "2", true)]
    [InlineData(D6, """{"const":1}""", "2", false)]
    [InlineData(D6, """{"if":true,"then":false}""", "1", true)]
    [InlineData(D7, """{"if":true,"then":false}""", "1", false)]
    [InlineData(D7, """{"contains":{"type":"string"},"minContains":2}""", """["a"]""", true)]
    [InlineData(D7, """{"contains":{"type":"string"},"minContains":0}""", "[]", false)]
    [InlineData(D2019, """{"contains":{"type":"string"},"minContains":2}""", """["a"]""", false)]
    [InlineData(D2019, """{"contains":{"const":1},"unevaluatedItems":false}""", "[1]", false)]
    [InlineData(D2020, """{"contains":{"const":1},"unevaluatedItems":false}""", "[1]", true)]
    [InlineData(D2019, """{"items":[{}],"unevaluatedItems":false}""", "[1,2]", false)]
    [InlineData(D7, """{"unevaluatedProperties":false}""", """{"a":1}""", true)]
    public void A_keyword_means_what_its_draft_says(string draft, string schema, string instance, bool valid) =>
        Assert.Equal(valid, IsValid(In(draft, schema), instance));

    [Theory]
    [InlineData(D4, """{"definitions":{"a":{"id":"#x","type":"string"}},"allOf":[{"$ref":"#x"}]}""")]
    [InlineData(D7, """{"definitions":{"a":{"$id":"#x","type":"string"}},"allOf":[{"$ref":"#x"}]}""")]
    [InlineData(
        D6,
        """{"definitions":{"a":{"$id":"http://e.x/b#x","type":"string"}},"allOf":[{"$ref":"http://e.x/b#x"}]}"""
    )]
    [InlineData(
        D4,
        """{"id":"http://e.x/a/","definitions":{"a":{"id":"b","type":"string"}},"allOf":[{"$ref":"http://e.x/a/b"}]}"""
    )]
    [InlineData(
        D7,
        """{"$id":"http://e.x/a","definitions":{"$x":{"type":"string"}},"allOf":[{"$ref":"a#/definitions/$x"}]}"""
    )]
    [InlineData(D2019, """{"$defs":{"a":{"$anchor":"x","type":"string"}},"$ref":"#x"}""")]
    [InlineData(
        D2019,
        """{"$recursiveAnchor":true,"anyOf":[{"type":"string"},{"type":"array","items":{"$recursiveRef":"#"}}]}"""
    )]
    public void References_lead_where_the_draft_says(string draft, string schema)
    {
        Assert.True(IsValid(In(draft, schema), "\"a\""));
        Assert.False(IsValid(In(draft, schema), "1"));
    }

    [Theory]
    [InlineData(D4, "$id")]
    [InlineData(D6, "id")]
    public void Another_drafts_identifier_is_none(string draft, string word) =>
        Assert.Equal(
            "/allOf/0/$ref",
            Assert
                .Single(
                    SchemaFaults(
                        In(
                            draft,
                            $$$"""{"definitions":{"a":{"{{{word}}}":"http://e.x/b"}},"allOf":[{"$ref":"http://e.x/b"}]}"""
                        )
                    )
                )
                .Pointer
        );

    [Fact]
    public void A_pointer_as_identifier_is_harmless() =>
        Assert.True(
            IsValid(
                In(
                    D7,
                    """{"$id":"http://e.x/a","properties":{"a":{"$id":"#/properties/a"},"b":{"$id":"#/properties/a"}}}"""
                ),
                "{}"
            )
        );

    [Fact]
    public void An_identifier_beside_a_reference_is_ignored_up_to_draft_07()
    {
        var schema = """
            {"$id":"http://e.x/","definitions":{"a":{"$id":"http://e.x/t","type":"string"},"b":{"$id":"http://e.x/n/t","type":"null"}},
             "allOf":[{"$id":"http://e.x/n/","$ref":"t"}]}
            """;
        Assert.True(IsValid(In(D7, schema), "\"a\""));
        Assert.True(IsValid(In(D2019, schema), "null"));
    }

    [Theory]
    [InlineData(D2020, D7)]
    [InlineData(D7, D2020)]
    [InlineData(D4, D2019)]
    [InlineData(D2019, D4)]
    public void Each_resource_is_read_by_its_own_draft(string outer, string inner)
    {
        // A list of items says nothing in 2020-12, and prefixItems nothing before it.
        static string Tuple(string draft, string type) =>
            draft == D2020 ? $$"""{"prefixItems":[{"type":"{{type}}"}]}""" : $$"""{"items":[{"type":"{{type}}"}]}""";
        var store = new SchemaStore();
        store.Add("http://e.x/inner", JsonElement.Parse(In(inner, Tuple(inner, "string"))));
        store.Add(
            "http://e.x/middle",
            JsonElement.Parse(In(inner, $$$"""{"allOf":[{"$ref":"http://e.x/inner"},{"$ref":"http://e.x/back"}]}"""))
        );
        store.Add("http://e.x/back", JsonElement.Parse(In(outer, """{"items":{"minLength":2}}""")));
        var options = new SchemaOptions { Store = store };
        var schema = In(outer, $$"""{"allOf":[{"$ref":"http://e.x/middle"},{{Tuple(outer, "string")}}]}""");

        Assert.True(IsValid(schema, """["ab"]""", options));
        Assert.False(IsValid(schema, "[1]", options));
        Assert.False(IsValid(schema, """["a"]""", options));
    }

    [Fact]
    public void A_resource_within_a_document_may_be_of_another_draft()
    {
        var schema = In(
            D2020,
            """
            {"prefixItems":[{"$ref":"http://e.x/old"}],"$defs":{
              "old":{"$schema":"DRAFT","id":"http://e.x/old","items":[{"minimum":1,"exclusiveMinimum":true}]}}}
            """.Replace("DRAFT", D4, StringComparison.Ordinal)
        );
        Assert.True(IsValid(schema, "[[2]]"));
        Assert.False(IsValid(schema, "[[1]]"));
    }

    [Fact]
    public void A_meta_schema_of_ones_own_is_of_the_draft_it_is_written_in()
    {
        var store = new SchemaStore();
        store.Add("http://e.x/meta7", JsonElement.Parse(In(D7, """{"$id":"http://e.x/meta7"}""")));
        store.Add("http://e.x/meta8", JsonElement.Parse("""{"$schema":"http://e.x/meta7"}"""));
        store.Add("http://e.x/circle", JsonElement.Parse("""{"$schema":"http://e.x/circle"}"""));
        var options = new SchemaOptions { Store = store };
        Assert.Equal(SchemaDraft.Draft7, Schema("""{"$schema":"http://e.x/meta7"}""", options).Draft);
        Assert.Equal(SchemaDraft.Draft7, Schema("""{"$schema":"http://e.x/meta8"}""", options).Draft);
        Assert.Equal(SchemaDraft.Draft202012, Schema("""{"$schema":"http://e.x/circle"}""", options).Draft);
    }

    [Fact]
    public void A_schema_that_names_no_draft_is_of_the_default_one()
    {
        var options = new SchemaOptions { DefaultDraft = SchemaDraft.Draft7 };
        Assert.False(IsValid("""{"items":[{"type":"string"}]}""", "[1]", options));
        Assert.Contains("prefixItems", Assert.Single(SchemaFaults("""{"items":[{"type":"string"}]}""")).Message);
        Assert.Contains("draft-04", Assert.Single(SchemaFaults("""{"exclusiveMinimum":true}""")).Message);
    }

    [Theory]
    [InlineData(D4)]
    [InlineData(D6)]
    [InlineData(D7)]
    [InlineData(D2019)]
    [InlineData(D2020)]
    public void Every_drafts_meta_schema_is_built_in_and_valid_by_itself(string draft)
    {
        var meta = Schema($$"""{"$ref":"{{draft}}"}""");
        Assert.True(meta.IsValid(JsonElement.Parse(In(draft, """{"properties":{"a":{"type":["string","null"]}}}"""))));
        Assert.False(meta.IsValid(JsonElement.Parse("""{"properties":{"a":{"type":"text"}}}""")));
        Assert.False(meta.IsValid(JsonElement.Parse("""{"allOf":[{"minLength":"1"}]}""")));
        Assert.Equal(draft == D4, meta.IsValid(JsonElement.Parse("""{"exclusiveMinimum":true,"minimum":1}""")));
    }

    [Theory]
    [InlineData(D7, """{"items":[{"type":"string"}]}""", "[1]", "/items/0/type")]
    [InlineData(D7, """{"items":[{}],"additionalItems":{"type":"string"}}""", "[1,1]", "/additionalItems/type")]
    [InlineData(D7, """{"dependencies":{"a":["b"]}}""", """{"a":1}""", "/dependencies")]
    [InlineData(D7, """{"dependencies":{"a":{"required":["b"]}}}""", """{"a":1}""", "/dependencies/a/required")]
    [InlineData(D4, """{"minimum":1,"exclusiveMinimum":true}""", "1", "/exclusiveMinimum")]
    [InlineData(D2019, """{"$recursiveRef":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", "1", "/$recursiveRef/type")]
    public void Faults_name_the_keyword_that_stands_there(string draft, string schema, string instance, string place) =>
        Assert.Equal(place, Assert.Single(Faults(In(draft, schema), instance)).KeywordLocation);

    [Fact]
    public void An_exclusive_limit_of_draft_04_is_told_with_its_number()
    {
        var fault = Assert.Single(Faults(In(D4, """{"maximum":5,"exclusiveMaximum":true}"""), "5"));
        Assert.Equal(
            ("exclusiveMaximum", "must be less than 5", 5),
            (fault.Keyword, fault.Message, fault.Limit!.Value.GetInt32())
        );
        Assert.Equal("/exclusiveMaximum", Assert.Single(SchemaFaults(In(D4, """{"exclusiveMaximum":true}"""))).Pointer);
    }

    [Theory]
    [InlineData(D4, "time", "10:20:30", true)]
    [InlineData(D7, "time", "10:20:30", false)]
    [InlineData(D4, "date-time", "10:20:30", false)]
    [InlineData(D7, "uuid", "no", false)]
    public void Formats_hold_in_every_draft_but_for_the_old_time(
        string draft,
        string format,
        string text,
        bool valid
    ) => Assert.Equal(valid, IsValid(In(draft, $$"""{"format":"{{format}}"}"""), Quote(text), WithFormats));

    [Theory]
    [InlineData(D2020, """{"properties":{"a":{"nullable":true}}}""", "/properties/a/nullable")]
    [InlineData(D2020, """{"additionalItems":false}""", "/additionalItems")]
    [InlineData(D2020, """{"id":"http://e.x/a"}""", "/id")]
    [InlineData(D4, """{"const":1}""", "/const")]
    [InlineData(D7, """{"prefixItems":[{}]}""", "/prefixItems")]
    [InlineData(
        D7,
        """{"allOf":[{"$ref":"#/definitions/a","title":"A","required":["b"]}],"definitions":{"a":{}}}""",
        "/allOf/0/required"
    )]
    public void Keywords_that_mean_nothing_are_found(string draft, string schema, string pointer) =>
        Assert.Equal(pointer, Assert.Single(Schema(In(draft, schema)).FindIgnoredKeywords()).Pointer);

    [Theory]
    [InlineData(D2020, """{"dependencies":{"a":["b"]},"definitions":{},"x-own":1,"readOnly":true,"nullable":false}""")]
    [InlineData(
        D2020,
        """{"properties":{"nullable":true,"id":{"type":"string"}},"default":{"nullable":true},"enum":[{"id":"a"}]}"""
    )]
    [InlineData(D7, """{"$ref":"#/definitions/a","title":"A","definitions":{"a":{"if":true}}}""")]
    public void Keywords_with_a_meaning_are_not(string draft, string schema) =>
        Assert.Empty(Schema(In(draft, schema)).FindIgnoredKeywords());

    [Theory]
    [InlineData(
        """{"items":[{"properties":{"a":{"default":1}}}],"additionalItems":{"properties":{"b":{"default":2}}}}""",
        """[{"x":1},{"x":1}]""",
        """[{"a":1},{"b":2}]"""
    )]
    [InlineData(
        """{"properties":{"c":{}},"dependencies":{"c":{"properties":{"d":{"default":3}}}}}""",
        """{"c":1,"x":1}""",
        """{"c":1,"d":3}"""
    )]
    [InlineData(
        """{"properties":{"e":{"$ref":"#/definitions/e","default":"beside"}},"definitions":{"e":{"default":"there"}}}""",
        "{}",
        """{"e":"there"}"""
    )]
    public void Values_are_shaped(string schema, string instance, string shaped) =>
        Assert.Equal(shaped, Shape(In(D7, schema), instance));

    [Fact]
    public void Texts_are_read_as_the_items_of_a_list_ask() =>
        Assert.Equal(
            """[1,true,"x"]""",
            Coerce(In(D7, """{"type":"array","items":[{"type":"integer"},{"type":"boolean"}]}"""), "\"1,true,x\"")
        );

    [Fact]
    public void A_name_that_dependencies_asks_for_must_be_declared() =>
        Assert.Contains(
            "'b' is required",
            Assert
                .Single(Schema("""{"properties":{"a":{}},"dependencies":{"a":["b"]}}""").FindUndeclaredRequired())
                .Message
        );

    private static string In(string draft, string schema) =>
        schema is "{}" ? $$"""{"$schema":"{{draft}}"}""" : $$"""{"$schema":"{{draft}}",{{schema[1..]}}""";
}
