using System.Text.Json;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// Decides which faults of the branches of <c>anyOf</c> and <c>oneOf</c> help a person: not those of branches that are
/// plainly meant for something else.
/// </summary>
internal sealed class BranchReport
{
    private readonly FaultCollector faults;
    private readonly int start;
    private readonly List<int> ends = [];

    private BranchReport(FaultCollector faults) => (this.faults, start) = (faults, faults.Items.Count);

    /// <summary>Starts a report; null when no faults are collected.</summary>
    public static BranchReport? Start(Run run) => run.Faults is { } faults ? new BranchReport(faults) : null;

    /// <summary>Notes that the next branch has been evaluated.</summary>
    public void EndBranch() => ends.Add(faults.Items.Count);

    /// <summary>Replaces the branches' faults: by none when one matched, else by a summary and those that help.</summary>
    public void Finish(bool matched, SchemaNode node, string keyword, JsonElement value, SchemaNode[] branches)
    {
        var all = new List<ValidationFault[]>();
        for (var i = 0; i < ends.Count && !matched; i++)
        {
            var from = i == 0 ? start : ends[i - 1];
            all.Add([.. faults.Items[from..ends[i]]]);
        }

        faults.Items.RemoveRange(start, faults.Items.Count - start);
        if (matched)
        {
            return;
        }

        var fitting = all.Where(branch => !branch.Any(IsWrongType)).ToList();
        if (fitting.Count == 0)
        {
            AddTypes(node, keyword, value, branches);
            return;
        }

        // A branch whose constant member has another value is one variant of several, and not the one meant.
        var meant = fitting.Where(branch => !branch.Any(IsWrongVariant)).ToList();
        faults.Add(
            node,
            keyword,
            "must match at least one of the schemas",
            new() { Received = JsonKindNames.NameOf(value) }
        );
        faults.Items.AddRange((meant.Count > 0 ? meant : fitting).SelectMany(branch => branch));
    }

    private void AddTypes(SchemaNode node, string keyword, JsonElement value, SchemaNode[] branches)
    {
        var received = JsonKindNames.NameOf(value);
        var names = branches.SelectMany(branch => branch.TypeNames?.Split(" | ") ?? []).Distinct().ToList();
        var expected = names.Count > 0 ? string.Join(" | ", names) : null;
        var message = expected is null ? "must match at least one of the schemas" : Messages.Type(expected, received);
        faults.Add(node, keyword, message, new() { Expected = expected, Received = received });
    }

    private bool IsWrongType(ValidationFault fault) =>
        fault.Keyword is "type" or "false" && fault.Path.Count == faults.Depth;

    private bool IsWrongVariant(ValidationFault fault) =>
        fault.Keyword is "const" or "enum" && fault.Path.Count == faults.Depth + 1;
}
