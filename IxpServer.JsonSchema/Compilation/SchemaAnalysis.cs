using System.Text.Json;
using IxpServer.JsonSchema.Shaping;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>What is found out about a whole schema once every node is filled.</summary>
internal static class SchemaAnalysis
{
    /// <summary>Completes the nodes; faults are added to the compiler's.</summary>
    public static void Run(SchemaCompiler compiler)
    {
        // Most schemas say all in one place: what takes a look from each to those around it is left out for them.
        var hasApplicators = compiler.Nodes.Exists(node => node.Applicators.Length > 0);
        if (hasApplicators)
        {
            FindEndlessReferences(compiler);
            if (compiler.Faults.Items.Count > 0)
            {
                return;
            }
        }

        foreach (var node in compiler.Nodes)
        {
            node.TracksScope = compiler.UsesDynamicScope;
            node.Defaults = [.. DefaultsOf(node)];
            node.Accepts = node.Values is null
                ? node.Kinds
                : node.Kinds
                    & node.Values.Choices.Aggregate(JsonKinds.None, (all, value) => all | JsonKindNames.Of(value));
        }

        if (hasApplicators)
        {
            FindAcceptedKinds(compiler.Nodes);
        }

        FindNeedForShaping(compiler.Nodes);
        foreach (var node in compiler.Nodes)
        {
            foreach (var member in node.Defaults)
            {
                member.Json(compiler.Options);
                if (member.Fault is { } fault)
                {
                    compiler.Faults.Add(member.Schema.Place, fault);
                }
            }
        }
    }

    // Takes away, again and again, the nodes that apply no other node to the same value: what remains never ends.
    private static void FindEndlessReferences(SchemaCompiler compiler)
    {
        var users = compiler.Nodes.ToDictionary(node => node, _ => new List<SchemaNode>());
        var open = compiler.Nodes.ToDictionary(node => node, _ => 0);
        foreach (var node in compiler.Nodes)
        {
            foreach (var target in node.Applicators.Where(a => a.IsUnconditional).SelectMany(a => a.Schemas))
            {
                users[target].Add(node);
                open[node]++;
            }
        }

        var done = new Queue<SchemaNode>(compiler.Nodes.Where(node => open[node] == 0));
        while (done.TryDequeue(out var node))
        {
            foreach (var user in users[node].Where(user => --open[user] == 0))
            {
                done.Enqueue(user);
            }
        }

        foreach (var node in compiler.Nodes.Where(node => open[node] > 0))
        {
            compiler.Faults.Add(node.Place, "refers to itself without end");
        }
    }

    private static IEnumerable<DefaultMember> DefaultsOf(SchemaNode node)
    {
        foreach (var (name, schema) in node.Objects?.Properties ?? [])
        {
            if (DefaultOf(schema) is { } value)
            {
                yield return new DefaultMember(name, value, schema);
            }
        }
    }

    // The first default of the schema itself and of those it always applies to the same value.
    private static JsonElement? DefaultOf(SchemaNode schema)
    {
        if (schema.Applicators.Length == 0)
        {
            return schema.Default;
        }

        var pending = new Stack<SchemaNode>([schema]);
        var seen = new HashSet<SchemaNode>();
        while (pending.TryPop(out var node))
        {
            if (node.Default is { } value)
            {
                return value;
            }

            foreach (var next in node.Applicators.Where(a => a.IsUnconditional).SelectMany(a => a.Schemas).Reverse())
            {
                if (seen.Add(next))
                {
                    pending.Push(next);
                }
            }
        }

        return null;
    }

    private static void FindNeedForShaping(List<SchemaNode> nodes)
    {
        var users = nodes.ToDictionary(node => node, _ => new List<SchemaNode>());
        var found = new Queue<SchemaNode>();
        foreach (var node in nodes)
        {
            foreach (var child in Children(node))
            {
                users[child].Add(node);
            }

            if (ChangesObjects(node))
            {
                found.Enqueue(node);
            }
        }

        while (found.TryDequeue(out var node))
        {
            if (!node.NeedsShaping)
            {
                node.NeedsShaping = true;
                users[node].ForEach(found.Enqueue);
            }
        }
    }

    // Types flow from schemas to those that apply them to the same value; every round can only narrow them.
    private static void FindAcceptedKinds(List<SchemaNode> nodes)
    {
        var users = nodes.ToDictionary(node => node, _ => new List<SchemaNode>());
        foreach (var node in nodes)
        {
            foreach (var target in node.Applicators.SelectMany(applicator => applicator.Schemas))
            {
                users[target].Add(node);
            }
        }

        var pending = new Queue<SchemaNode>(nodes);
        while (pending.TryDequeue(out var node))
        {
            var narrowed = node.Applicators.Aggregate(node.Accepts, (kinds, applicator) => kinds & applicator.Accepts);
            if (narrowed != node.Accepts)
            {
                node.Accepts = narrowed;
                users[node].ForEach(pending.Enqueue);
            }
        }
    }

    private static bool ChangesObjects(SchemaNode node) =>
        node.Defaults.Length > 0
        || (
            node.Objects is { HasProperties: true, Additional: null or { IsFalse: true } }
            && node.Unevaluated?.Properties is null or { IsFalse: true }
        );

    private static IEnumerable<SchemaNode> Children(SchemaNode node) =>
        node.Applicators.SelectMany(applicator => applicator.Schemas).Concat(node.Nested);
}
