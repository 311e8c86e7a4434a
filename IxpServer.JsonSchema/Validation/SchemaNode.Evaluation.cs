using System.Text.Json;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <content>How a value meets the assertions.</content>
internal sealed partial class SchemaNode
{
    /// <summary>Evaluates a value; with <see cref="Run.Faults"/> it goes on after a fault, else it stops.</summary>
    public bool Evaluate(JsonElement value, Run run)
    {
        if (!run.Step())
        {
            return false;
        }

        var kind = value.ValueKind;
        var ok = ((admitted >> (int)kind) & 1) != 0 || RejectType(value, run);
        if (hasOnlyType || (!ok && run.Faults is null))
        {
            return ok;
        }

        if (values is not null && !values.Evaluate(value, kind, this, run))
        {
            ok = false;
            if (run.Faults is null)
            {
                return false;
            }
        }

        switch (kind)
        {
            case JsonValueKind.String when strings is not null:
                ok &= strings.Evaluate(JsonText.Raw(value), this, run);
                break;
            case JsonValueKind.Number when numbers is not null:
                ok &= numbers.Evaluate(value, this, run);
                break;
            case JsonValueKind.Object when objects is not null && !isComposite:
            case JsonValueKind.Array when arrays is not null && !isComposite:
                return EvaluateNested(value, kind, run) && ok;
        }

        return isComposite && (ok || run.Faults is not null) ? EvaluateNested(value, kind, run) && ok : ok;
    }

    /// <summary>Evaluates a property's name, given as the bytes of a JSON string.</summary>
    public bool EvaluateName(ReadOnlySpan<byte> rawName, Run run)
    {
        // Most schemas for names only ask for a pattern or a length, which need no JSON value to be made.
        if (values is null && !isComposite && kinds.HasFlag(JsonKinds.String))
        {
            return run.Step() && (strings is null || strings.Evaluate(rawName, this, run));
        }

        Span<byte> quoted = new byte[rawName.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        rawName.CopyTo(quoted[1..]);
        return Evaluate(JsonElement.Parse(quoted), run);
    }

    private bool EvaluateNested(JsonElement value, JsonValueKind kind, Run run)
    {
        if (!run.Enter())
        {
            return false;
        }

        var entered = TracksScope && run.EnterResource(place.Resource);
        var ok = unevaluated is not null ? unevaluated.Evaluate(value, this, run) : EvaluateInside(value, kind, run);
        if (entered)
        {
            run.LeaveResource();
        }

        run.Leave();
        return ok;
    }

    /// <summary>Evaluates members, items and the schemas applied to the same value.</summary>
    public bool EvaluateInside(JsonElement value, JsonValueKind kind, Run run)
    {
        var ok =
            kind == JsonValueKind.Object
                ? objects is null || objects.Evaluate(value, this, run)
                : kind != JsonValueKind.Array || arrays is null || arrays.Evaluate(value, this, run);
        for (var i = 0; i < Applicators.Length && (ok || run.Faults is not null); i++)
        {
            ok &= Applicators[i].Evaluate(value, this, run);
        }

        return ok;
    }

    /// <summary>Reports a value of a type that is not admitted; always false.</summary>
    public bool RejectType(JsonElement value, Run run)
    {
        if (IsFalse)
        {
            run.Faults?.Add(
                this,
                "false",
                "is not allowed",
                new() { IsSchemaItself = true, Received = JsonKindNames.NameOf(value) }
            );
        }
        else
        {
            run.Faults?.Add(
                this,
                "type",
                Messages.Type(typeNames!, JsonKindNames.NameOf(value)),
                new() { Expected = typeNames, Received = JsonKindNames.NameOf(value) }
            );
        }

        return false;
    }
}
