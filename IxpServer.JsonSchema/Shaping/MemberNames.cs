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
        var always = Reach(root, onlyUnconditional: true);
        if (!always.Any(node => node.Objects is { HasProperties: true }))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(name);
        var run = Run.Rent(options, null);
        var keeps = Reach(root, onlyUnconditional: false)
            .Any(node =>
                node.Objects?.AddSchemas(bytes, isOverlay: false, [], run) is true
                || node.Unevaluated?.Properties is { IsFalse: false }
            );
        run.Return();
        return keeps;
    }

    /// <summary>The schemas that apply to the same value as the root does.</summary>
    private static HashSet<SchemaNode> Reach(SchemaNode root, bool onlyUnconditional)
    {
        var reached = new HashSet<SchemaNode> { root };
        var pending = new Stack<SchemaNode>(reached);
        while (pending.TryPop(out var node))
        {
            foreach (var applicator in node.Applicators.Where(one => one.IsUnconditional || !onlyUnconditional))
            {
                foreach (var next in applicator.Schemas.Where(reached.Add))
                {
                    pending.Push(next);
                }
            }
        }

        return reached;
    }
}
