using System.Globalization;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>Collects faults and keeps track of where in the instance and in the schema the validation is.</summary>
internal sealed class FaultCollector(int limit)
{
    private readonly List<object> path = [];
    private readonly List<string> keywords = [];

    /// <summary>The faults so far.</summary>
    public List<ValidationFault> Items { get; } = [];

    /// <summary>Whether no more may be added.</summary>
    public bool IsFull => Items.Count >= limit;

    /// <summary>How deep in the instance the validation is.</summary>
    public int Depth => path.Count;

    /// <summary>Goes from a keyword to the schema it holds, under a name or a position of that keyword if it has several.</summary>
    public void Enter(string keyword, object? part = null)
    {
        keywords.Add(keyword);
        if (part is not null)
        {
            keywords.Add(Text(part));
        }
    }

    /// <summary>Comes back from <see cref="Enter"/>.</summary>
    public void Leave(int tokens = 1) => keywords.RemoveRange(keywords.Count - tokens, tokens);

    /// <summary>Goes to a member (by name) or an item (by position) of the present instance.</summary>
    public void EnterValue(object token) => path.Add(token);

    /// <summary>Comes back from <see cref="EnterValue"/>.</summary>
    public void LeaveValue() => path.RemoveAt(path.Count - 1);

    /// <summary>Adds a fault of the present instance.</summary>
    /// <param name="node">The schema that is violated.</param>
    /// <param name="keyword">The keyword that is violated.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="details">Whatever else the fault should carry.</param>
    public void Add(SchemaNode node, string keyword, string message, in FaultDetails details = default)
    {
        var own = details.IsSchemaItself ? "" : "/" + JsonPointer.Escape(keyword);
        if (IsFull)
        {
            return;
        }

        object[] place = details.Member is null ? [.. path] : [.. path, details.Member];
        Items.Add(
            new ValidationFault
            {
                Keyword = keyword,
                Message = message,
                InstanceLocation = string.Concat(path.Select(token => "/" + JsonPointer.Escape(Text(token)))),
                Path = place,
                KeywordLocation = string.Concat(keywords.Select(token => "/" + JsonPointer.Escape(token))) + own,
                AbsoluteKeywordLocation = node.Location + own,
                Expected = details.Expected,
                Received = details.Received,
                Limit = details.Limit,
                Options = details.Options,
            }
        );
    }

    /// <summary>Evaluates a member that has been entered; one that no schema admits is a fault of the keyword itself.</summary>
    public bool EvaluateMember(SchemaNode schema, JsonElement value, string keyword, string? part, Run run)
    {
        if (schema.IsFalse && part is null)
        {
            Enter(keyword);
            Add(schema, keyword, "is not allowed", new() { IsSchemaItself = true });
            Leave();
            return false;
        }

        Enter(keyword, part);
        var ok = schema.Evaluate(value, run);
        Leave(part is null ? 1 : 2);
        return ok;
    }

    /// <summary>Adds that a budget ran out, whatever the place and the number of faults.</summary>
    public void AddBudget(SchemaNode root, string message) =>
        Items.Add(
            new ValidationFault
            {
                Keyword = "$budget",
                Message = message,
                InstanceLocation = "",
                Path = [],
                KeywordLocation = "",
                AbsoluteKeywordLocation = root.Location,
            }
        );

    private static string Text(object token) =>
        token as string ?? ((IFormattable)token).ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>The optional parts of a fault.</summary>
internal readonly record struct FaultDetails
{
    /// <summary>Whether the schema as a whole is violated, rather than a keyword in it.</summary>
    public bool IsSchemaItself { get; init; }

    /// <summary>The member that is missing.</summary>
    public string? Member { get; init; }
    public string? Expected { get; init; }
    public string? Received { get; init; }
    public JsonElement? Limit { get; init; }
    public JsonElement? Options { get; init; }
}
