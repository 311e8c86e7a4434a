using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// One compiled schema: its assertions grouped by the JSON type they are about, so that a value meets only those that
/// concern it. Filled once, then never changed.
/// </summary>
internal sealed partial class SchemaNode(SchemaPlace place)
{
    private JsonKinds kinds = JsonKinds.All;
    private int admitted = -1;
    private string? typeNames;
    private ValueRules? values;
    private NumberRules? numbers;
    private StringRules? strings;
    private ArrayRules? arrays;
    private ObjectRules? objects;
    private UnevaluatedRules? unevaluated;
    private bool isComposite;
    private bool hasOnlyType;

    /// <summary>The absolute URI with a JSON Pointer as its fragment.</summary>
    public string Location => place.Resource.Uri + "#" + place.Pointer[place.Resource.Pointer.Length..];

    /// <summary>Where the schema stands.</summary>
    public SchemaPlace Place => place;

    /// <summary>Whether this is the schema false.</summary>
    public bool IsFalse { get; private set; }

    /// <summary>The types that <c>type</c> admits, all when it is absent.</summary>
    public JsonKinds Kinds => kinds;

    /// <summary>Whether <c>type</c> admits whole numbers but no others.</summary>
    public bool AdmitsOnlyIntegers { get; private set; }

    /// <summary>The names in <c>type</c>, "string | null", or null when it is absent.</summary>
    public string? TypeNames => typeNames;

    /// <summary>The schemas applied to the same value: references, combinations, conditions.</summary>
    public Applicator[] Applicators { get; private set; } = [];

    /// <summary>Assertions about objects.</summary>
    public ObjectRules? Objects => objects;

    /// <summary>Assertions about arrays.</summary>
    public ArrayRules? Arrays => arrays;

    /// <summary>The assertions of <c>enum</c> and <c>const</c>.</summary>
    public ValueRules? Values => values;

    /// <summary><c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.</summary>
    public UnevaluatedRules? Unevaluated => unevaluated;

    /// <summary>The schemas applied to the members or items of a value.</summary>
    public IEnumerable<SchemaNode> Nested =>
        [
            .. objects?.Schemas ?? [],
            .. arrays?.Schemas ?? [],
            .. new[] { unevaluated?.Properties, unevaluated?.Items }.OfType<SchemaNode>(),
        ];

    /// <summary>The schema's own <c>default</c>.</summary>
    public JsonElement? Default => place.Find("default");

    /// <summary>The members that shaping adds when they are missing, in the schema's order.</summary>
    public DefaultMember[] Defaults { get; set; } = [];

    /// <summary>Whether shaping may change a value of this schema; if not, values are copied as they are.</summary>
    public bool NeedsShaping { get; set; }

    /// <summary>The JSON types that a valid value can have, as far as can be told without a value.</summary>
    public JsonKinds Accepts { get; set; } = JsonKinds.All;

    /// <summary>Whether no value can violate the schema.</summary>
    public bool AcceptsAnything => hasOnlyType && admitted == -1;

    /// <summary>Whether values are not to be shown again: <c>writeOnly</c>, or the server's own <c>x-sensitive</c>.</summary>
    public bool IsSensitive { get; private set; }

    /// <summary>Whether a dynamic reference somewhere needs to know which resources are being evaluated.</summary>
    public bool TracksScope { get; set; }

    /// <summary>Reads the schema's keywords.</summary>
    public void Fill(SchemaReader reader)
    {
        switch (place.Element.ValueKind)
        {
            case JsonValueKind.True:
                hasOnlyType = true;
                return;
            case JsonValueKind.False:
                (IsFalse, kinds, admitted) = (true, JsonKinds.None, 0);
                return;
            case not JsonValueKind.Object:
                reader.Compiler.Faults.Add(place, Messages.NoSchema(place));
                return;
        }

        ReadType(reader);
        IsSensitive = IsTrue("writeOnly") || IsTrue("x-sensitive");
        values = ValueRules.Read(reader);
        numbers = NumberRules.Read(reader, AdmitsOnlyIntegers);
        strings = StringRules.Read(reader);
        arrays = ArrayRules.Read(reader);
        objects = ObjectRules.Read(reader);
        unevaluated = UnevaluatedRules.Read(reader);
        Applicators = Applicator.ReadAll(reader);
        isComposite = Applicators.Length > 0 || unevaluated is not null;
        hasOnlyType =
            !isComposite && values is null && numbers is null && strings is null && arrays is null && objects is null;
    }

    private bool IsTrue(string keyword) =>
        place.Element.TryGetProperty(keyword, out var value) && value.ValueKind is JsonValueKind.True;

    private void ReadType(SchemaReader reader)
    {
        if (reader.Any("type") is not { } type)
        {
            return;
        }

        var names =
            type.ValueKind == JsonValueKind.String ? [type.GetString()!]
            : type.ValueKind == JsonValueKind.Array ? reader.Strings("type")!
            : [];
        if (names.Count == 0 || names.Any(name => JsonKindNames.Parse(name) is null))
        {
            reader.Fault(
                "type",
                "must be one or more of 'null', 'boolean', 'object', 'array', 'number', 'integer' and 'string'"
            );
            return;
        }

        kinds = names.Aggregate(JsonKinds.None, (all, name) => all | JsonKindNames.Parse(name)!.Value);
        AdmitsOnlyIntegers = names.Contains("integer") && !names.Contains("number");
        typeNames = string.Intern(string.Join(" | ", names));
        admitted = (int)kinds;
    }
}
