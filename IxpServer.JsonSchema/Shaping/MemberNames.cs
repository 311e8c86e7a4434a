using System.Text;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>Tells from a schema alone which members shaping leaves out, whatever the value.</summary>
internal static class MemberNames
{
    /// <summary>
    /// Whether some object may keep a member of this name. Where that depends on a condition the answer is yes.
    /// </summary>
    public static bool MayKeep(SchemaNode root, SchemaOptions options, string name)
    {
        var always = Reach(root, applicator => applicator.IsUnconditional ? applicator.Schemas : []);
        if (!always.Any(node => node.Objects is { HasProperties: true }))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(name);
        var run = Run.Rent(options, null);
        var keeps = Reach(root, applicator => applicator.Schemas)
            .Any(node =>
                node.Objects?.AddSchemas(bytes, isOverlay: false, [], run) is true
                || node.Unevaluated?.Properties is { IsFalse: false }
            );
        run.Return();
        return keeps;
    }

    /// <summary>
    /// Whether every valid object has a member of this name once it is shaped, which is nowhere said to be possibly null.
    /// </summary>
    public static bool MustHave(SchemaNode root, string name)
    {
        var always = Reach(root, applicator => applicator.IsUnconditional ? applicator.Schemas : []);
        var isThere = always.Any(node =>
            node.Objects?.Required.Contains(name) is true
            || node.Shape.Defaults.Any(member => member.Name.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(name)))
        );
        var kinds = always
            .SelectMany(node => node.Objects?.Properties ?? [])
            .Where(property => property.Name == name)
            .Aggregate(JsonKinds.All, (all, property) => all & property.Schema.Shape.Accepts);
        return isThere && (kinds == JsonKinds.All || !kinds.HasFlag(JsonKinds.Null));
    }

    /// <summary>
    /// Finds names that some object must have, but that are left out of every one when it is shaped, since the schemas
    /// around declare others and not these.
    /// </summary>
    /// <param name="values">The schemas of whole values: the root, and those of members and items.</param>
    /// <param name="options">The limits.</param>
    public static IEnumerable<(SchemaNode Node, string Name)> FindUndeclared(
        IEnumerable<SchemaNode> values,
        SchemaOptions options
    ) =>
        from value in values
        from node in Reach(value, applicator => applicator.Demands)
        from name in node.Objects?.Needed ?? []
        where !MayKeep(value, options, name)
        select (node, name);

    /// <summary>The schemas that apply to the same value as the root does.</summary>
    private static HashSet<SchemaNode> Reach(SchemaNode root, Func<Applicator, IEnumerable<SchemaNode>> next)
    {
        var reached = new HashSet<SchemaNode> { root };
        var pending = new Stack<SchemaNode>(reached);
        while (pending.TryPop(out var node))
        {
            foreach (var schema in node.Applicators.SelectMany(next).Where(reached.Add))
            {
                pending.Push(schema);
            }
        }

        return reached;
    }
}
