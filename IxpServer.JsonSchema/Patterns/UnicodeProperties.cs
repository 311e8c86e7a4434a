using System.Globalization;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>The sets behind \p{...} (ECMA-262, section 22.2.1, tables 66 to 68).</summary>
internal static class UnicodeProperties
{
    private static readonly Dictionary<string, string> LongNames = new()
    {
        ["Letter"] = "L",
        ["Cased_Letter"] = "LC",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo",
        ["Mark"] = "M",
        ["Combining_Mark"] = "M",
        ["Nonspacing_Mark"] = "Mn",
        ["Spacing_Mark"] = "Mc",
        ["Enclosing_Mark"] = "Me",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Connector_Punctuation"] = "Pc",
        ["Dash_Punctuation"] = "Pd",
        ["Open_Punctuation"] = "Ps",
        ["Close_Punctuation"] = "Pe",
        ["Initial_Punctuation"] = "Pi",
        ["Final_Punctuation"] = "Pf",
        ["Other_Punctuation"] = "Po",
        ["Symbol"] = "S",
        ["Math_Symbol"] = "Sm",
        ["Currency_Symbol"] = "Sc",
        ["Modifier_Symbol"] = "Sk",
        ["Other_Symbol"] = "So",
        ["Separator"] = "Z",
        ["Space_Separator"] = "Zs",
        ["Line_Separator"] = "Zl",
        ["Paragraph_Separator"] = "Zp",
        ["Other"] = "C",
        ["Control"] = "Cc",
        ["cntrl"] = "Cc",
        ["Format"] = "Cf",
        ["Private_Use"] = "Co",
        ["Unassigned"] = "Cn",
    };

    // In the order of UnicodeCategory.
    private static readonly string[] Categories =
    [
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Me",
        "Nd",
        "Nl",
        "No",
        "Zs",
        "Zl",
        "Zp",
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Cn",
    ];

    private static readonly Lazy<CodePointSet[]> ByCategory = new(ReadCategories);

    /// <summary>Finds the set for what stands between the braces; null when it is not known.</summary>
    public static CodePointSet? Find(string expression)
    {
        var equals = expression.IndexOf('=', StringComparison.Ordinal);
        var name = expression[(equals + 1)..];
        return (equals < 0 ? "" : expression[..equals]) switch
        {
            "" => Category(name) ?? Binary(name),
            "General_Category" or "gc" => Category(name),
            "Script" or "sc" or "Script_Extensions" or "scx" => UnicodeScripts.Find(name),
            _ => null,
        };
    }

    private static CodePointSet? Binary(string name) =>
        name switch
        {
            "Any" => CodePointSet.All,
            "ASCII" => CodePointSet.Of((0, 0x7F)),
            "ASCII_Hex_Digit" or "AHex" => CodePointSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
            "White_Space" or "space" => CodePointSet.Union([
                CodePointSet.Of((0x09, 0x0D), (0x85, 0x85)),
                Category("Z")!,
            ]),
            "Alphabetic" or "Alpha" => CodePointSet.Union([Category("L")!, Category("Nl")!]),
            "Uppercase" or "Upper" => Category("Lu"),
            "Lowercase" or "Lower" => Category("Ll"),
            "Assigned" => Category("Cn")!.Complement(),
            _ => null,
        };

    private static CodePointSet? Category(string name)
    {
        var shortName = LongNames.GetValueOrDefault(name, name);
        var wanted = Enumerable
            .Range(0, Categories.Length)
            .Where(i =>
                Categories[i] == shortName
                || (shortName.Length == 1 && Categories[i][0] == shortName[0])
                || (shortName == "LC" && Categories[i] is "Lu" or "Ll" or "Lt")
            )
            .ToList();
        return wanted.Count == 0 ? null : CodePointSet.Union(wanted.Select(i => ByCategory.Value[i]));
    }

    private static CodePointSet[] ReadCategories()
    {
        var ranges = Categories.Select(_ => new List<(int From, int To)>()).ToArray();
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            var list = ranges[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
            if (list.Count > 0 && list[^1].To == codePoint - 1)
            {
                list[^1] = (list[^1].From, codePoint);
            }
            else
            {
                list.Add((codePoint, codePoint));
            }
        }

        return [.. ranges.Select(list => CodePointSet.Of(list))];
    }
}
