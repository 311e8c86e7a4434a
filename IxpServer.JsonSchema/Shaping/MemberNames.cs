using System.Text;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>Tells from a schema alone which members shaping leaves out, whatever the value.</summary>
internal static class MemberNames
{
    // Advice on a schema must not cost more than its use: what is not found within so many looks at schemas is not told.
    private const int MaxLooks = 1_000_000;

    /// <summary>
    /// Whether some object may keep a member of this name. Where that depends on a condition the answer is yes.
    /// </summary>
    public static bool MayKeep(SchemaNode root, SchemaOptions options, string name) =>
        !IsClosed(root) || Keeps(Reach(root, applicator => applicator.Schemas), options, name);

    /// <summary>
    /// Whether every valid object has a member of this name once it is shaped, which is nowhere said to be possibly null.
    /// </summary>
    public static bool MustHave(SchemaNode root, string name)
    {
        var always = Always(root);
        var utf8 = Encoding.UTF8.GetBytes(name);
        var isThere = always.Any(node =>
            node.Objects?.Required.Contains(name) is true
            || node.Defaults.Any(member => member.Name.AsSpan().SequenceEqual(utf8))
        );
        var kinds = always
            .SelectMany(node => node.Objects?.Properties ?? [])
            .Where(property => property.Name.AsSpan().SequenceEqual(utf8))
            .Aggregate(JsonKinds.All, (all, property) => all & property.Schema.Accepts);
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
    )
    {
        var looks = 0;
        foreach (var value in values)
        {
            var all = Reach(value, applicator => applicator.Schemas);
            looks += all.Count;
            var needed =
                from node in looks <= MaxLooks && IsClosed(value) ? Reach(value, applicator => applicator.Demands) : []
                from name in node.Objects?.Needed ?? []
                select (node, name);
            foreach (var (node, name) in needed)
            {
                looks += all.Count;
                if (looks <= MaxLooks && !Keeps(all, options, name))
                {
                    yield return (node, name);
                }
            }

            if (looks > MaxLooks)
            {
                yield break;
            }
        }
    }

    /// <summary>Whether the schemas that always apply name members, so that others are left out.</summary>
    private static bool IsClosed(SchemaNode root) => Always(root).Any(node => node.Objects is { HasProperties: true });

    private static bool Keeps(HashSet<SchemaNode> all, SchemaOptions options, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var run = Run.Rent(options, null);
        var keeps = all.Any(node =>
            node.Objects?.AddSchemas(bytes, isOverlay: false, [], run) is true
            || node.Unevaluated?.Properties is { IsFalse: false }
        );
        run.Return();
        return keeps;
    }

    private static HashSet<SchemaNode> Always(SchemaNode root) =>
        Reach(root, applicator => applicator.IsUnconditional ? applicator.Schemas : []);

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
