using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <content>One pass over the members of a value.</content>
internal sealed partial class ObjectRules
{
    /// <summary>Evaluates an object.</summary>
    public bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var ok = count is null || count.Evaluate(value.GetPropertyCount(), node, run);
        if (!ok && run.Faults is null)
        {
            return false;
        }

        if (isPlain && run.Faults is null && !run.Marks.IsActive)
        {
            return EvaluatePlain(value, run);
        }

        var marks = run.Marks.Suspend();
        var words = table is null ? 0 : (table.Count + 63) >> 6;
        if (words <= 1)
        {
            var seen = 0UL;
            ok &= EvaluateMembers(value, node, run, marks, new Span<ulong>(ref seen));
        }
        else
        {
            var seen = ArrayPool<ulong>.Shared.Rent(words);
            Array.Clear(seen);
            ok &= EvaluateMembers(value, node, run, marks, seen);
            ArrayPool<ulong>.Shared.Return(seen);
        }

        run.Marks.Resume(marks);
        return ok;
    }

    // The common case, which decides how fast the engine is: no patterns, nobody to tell, and no foreach, whose hidden
    // finally block would keep the loop's variables out of registers.
    private bool EvaluatePlain(JsonElement value, Run run)
    {
        var members = value.EnumerateObject();
        var seen = 0UL;
        var next = 0;
        while (members.MoveNext())
        {
            var member = members.Current;
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var index = table is null ? -1 : table.Find(name, ref next);
            if ((uint)index < (uint)schemas.Length)
            {
                seen |= 1UL << index;
                if (!schemas[index].Evaluate(member.Value, run))
                {
                    return false;
                }
            }
            else if (!EvaluateOther(name, index, member.Value, run, ref seen))
            {
                return false;
            }
        }

        return presence is null || presence.IsSatisfiedBy(seen);
    }

    private bool EvaluateOther(ReadOnlySpan<byte> name, int index, JsonElement value, Run run, ref ulong seen)
    {
        var bits = new Span<ulong>(ref seen);
        return name.Contains((byte)'\\')
            ? EvaluateEscaped(name, value, 0, run, MarkFrame.None, bits)
            : EvaluateMember(name, name, index, value, 0, run, MarkFrame.None, bits);
    }

    private bool EvaluateMembers(JsonElement value, SchemaNode node, Run run, MarkFrame marks, Span<ulong> seen)
    {
        var ok = true;
        var position = 0;
        var next = 0;
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var index = table is null ? -1 : table.Find(name, ref next);
            if ((index < 0 || table!.HasBackslash) && name.Contains((byte)'\\'))
            {
                ok &= EvaluateEscaped(name, member.Value, position, run, marks, seen);
            }
            else
            {
                ok &= EvaluateMember(name, name, index, member.Value, position, run, marks, seen);
            }

            if (!ok && run.Faults is null)
            {
                return false;
            }

            position++;
        }

        return (presence is null || presence.Evaluate(seen, table!, node, run)) && ok;
    }

    private bool EvaluateEscaped(
        ReadOnlySpan<byte> raw,
        JsonElement value,
        int position,
        Run run,
        MarkFrame marks,
        Span<ulong> seen
    )
    {
        using var name = new UnescapedText(raw, stackalloc byte[128]);
        var index = table?.Find(name.Bytes) ?? -1;
        return EvaluateMember(raw, name.Bytes, index, value, position, run, marks, seen);
    }

    private bool EvaluateMember(
        ReadOnlySpan<byte> raw,
        ReadOnlySpan<byte> name,
        int index,
        JsonElement value,
        int position,
        Run run,
        MarkFrame marks,
        Span<ulong> seen
    )
    {
        var evaluated = false;
        var ok = true;
        if (index >= 0)
        {
            seen[index >> 6] |= 1UL << index;
            if (index < schemas.Length)
            {
                evaluated = true;
                ok = EvaluateProperty(schemas[index], value, name, run);
            }
        }

        if (names is not null && (ok || run.Faults is not null))
        {
            ok &= EvaluateName(raw, name, run);
        }

        for (var i = 0; i < Patterns.Length && (ok || run.Faults is not null); i++)
        {
            if (Patterns[i].Pattern.IsMatch(name, run))
            {
                evaluated = true;
                ok &= Evaluate(Patterns[i].Schema, value, "patternProperties", Patterns[i].Pattern.Source, name, run);
            }
        }

        if (!evaluated && Additional is not null && (ok || run.Faults is not null))
        {
            evaluated = true;
            ok &= Evaluate(Additional, value, "additionalProperties", null, name, run);
        }

        if (evaluated)
        {
            run.Marks.Add(marks, position);
        }

        return ok;
    }

    private static bool EvaluateProperty(SchemaNode schema, JsonElement value, ReadOnlySpan<byte> name, Run run)
    {
        if (run.Faults is not { } faults)
        {
            return schema.Evaluate(value, run);
        }

        var text = Encoding.UTF8.GetString(name);
        return EvaluateWithFaults(schema, value, "properties", text, text, run, faults);
    }

    private bool EvaluateName(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name, Run run)
    {
        if (run.Faults is not { } faults)
        {
            return names!.EvaluateName(raw, run);
        }

        faults.EnterValue(Encoding.UTF8.GetString(name));
        faults.Enter("propertyNames");
        var ok = names!.EvaluateName(raw, run);
        faults.Leave();
        faults.LeaveValue();
        return ok;
    }

    private static bool Evaluate(
        SchemaNode schema,
        JsonElement value,
        string keyword,
        string? part,
        ReadOnlySpan<byte> name,
        Run run
    ) =>
        run.Faults is null
            ? schema.Evaluate(value, run)
            : EvaluateWithFaults(schema, value, keyword, part, Encoding.UTF8.GetString(name), run, run.Faults);

    private static bool EvaluateWithFaults(
        SchemaNode schema,
        JsonElement value,
        string keyword,
        string? part,
        string name,
        Run run,
        FaultCollector faults
    )
    {
        faults.EnterValue(name);
        var ok = faults.EvaluateMember(schema, value, keyword, part, run);
        faults.LeaveValue();
        return ok;
    }
}
