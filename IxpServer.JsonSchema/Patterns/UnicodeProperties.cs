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

    // The scripts that people write patterns for; Common and Inherited characters are not counted to any of them.
    private static readonly Dictionary<string, (int, int)[]> Scripts = new()
    {
        ["Latin"] =
        [
            (0x41, 0x5A),
            (0x61, 0x7A),
            (0xAA, 0xAA),
            (0xBA, 0xBA),
            (0xC0, 0xD6),
            (0xD8, 0xF6),
            (0xF8, 0x2B8),
            (0x2E0, 0x2E4),
            (0x1D00, 0x1D25),
            (0x1D2C, 0x1D5C),
            (0x1D62, 0x1D65),
            (0x1D6B, 0x1D77),
            (0x1D79, 0x1DBE),
            (0x1E00, 0x1EFF),
            (0x2071, 0x2071),
            (0x207F, 0x207F),
            (0x2090, 0x209C),
            (0x212A, 0x212B),
            (0x2132, 0x2132),
            (0x214E, 0x214E),
            (0x2160, 0x2188),
            (0x2C60, 0x2C7F),
            (0xA722, 0xA787),
            (0xA78B, 0xA7CA),
            (0xA7F2, 0xA7FF),
            (0xAB30, 0xAB5A),
            (0xAB5C, 0xAB64),
            (0xFB00, 0xFB06),
            (0xFF21, 0xFF3A),
            (0xFF41, 0xFF5A),
        ],
        ["Greek"] =
        [
            (0x370, 0x373),
            (0x375, 0x377),
            (0x37A, 0x37D),
            (0x37F, 0x37F),
            (0x384, 0x384),
            (0x386, 0x386),
            (0x388, 0x38A),
            (0x38C, 0x38C),
            (0x38E, 0x3A1),
            (0x3A3, 0x3E1),
            (0x3F0, 0x3FF),
            (0x1D26, 0x1D2A),
            (0x1F00, 0x1FFE),
            (0x2126, 0x2126),
        ],
        ["Cyrillic"] =
        [
            (0x400, 0x484),
            (0x487, 0x52F),
            (0x1C80, 0x1C8A),
            (0x1D2B, 0x1D2B),
            (0x1D78, 0x1D78),
            (0x2DE0, 0x2DFF),
            (0xA640, 0xA69F),
        ],
        ["Armenian"] = [(0x531, 0x556), (0x559, 0x58A), (0x58D, 0x58F), (0xFB13, 0xFB17)],
        ["Hebrew"] = [(0x591, 0x5C7), (0x5D0, 0x5EA), (0x5EF, 0x5F4), (0xFB1D, 0xFB4F)],
        ["Arabic"] =
        [
            (0x600, 0x604),
            (0x606, 0x60B),
            (0x60D, 0x61A),
            (0x61C, 0x61E),
            (0x620, 0x63F),
            (0x641, 0x64A),
            (0x656, 0x66F),
            (0x671, 0x6DC),
            (0x6DE, 0x6FF),
            (0x750, 0x77F),
            (0x8A0, 0x8E1),
            (0x8E3, 0x8FF),
            (0xFB50, 0xFDFF),
            (0xFE70, 0xFEFC),
        ],
        ["Devanagari"] = [(0x900, 0x950), (0x955, 0x963), (0x966, 0x97F), (0xA8E0, 0xA8FF)],
        ["Thai"] = [(0xE01, 0xE3A), (0xE40, 0xE5B)],
        ["Georgian"] = [(0x10A0, 0x10FA), (0x10FC, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D)],
        ["Hangul"] =
        [
            (0x1100, 0x11FF),
            (0x302E, 0x302F),
            (0x3131, 0x318E),
            (0x3200, 0x321E),
            (0x3260, 0x327E),
            (0xA960, 0xA97C),
            (0xAC00, 0xD7A3),
            (0xD7B0, 0xD7FB),
            (0xFFA0, 0xFFDC),
        ],
        ["Hiragana"] = [(0x3041, 0x3096), (0x309D, 0x309F), (0x1B001, 0x1B11F), (0x1F200, 0x1F200)],
        ["Katakana"] =
        [
            (0x30A1, 0x30FA),
            (0x30FD, 0x30FF),
            (0x31F0, 0x31FF),
            (0x32D0, 0x32FE),
            (0x3300, 0x3357),
            (0xFF66, 0xFF6F),
            (0xFF71, 0xFF9D),
        ],
        ["Han"] =
        [
            (0x2E80, 0x2E99),
            (0x2E9B, 0x2EF3),
            (0x2F00, 0x2FD5),
            (0x3005, 0x3005),
            (0x3007, 0x3007),
            (0x3021, 0x3029),
            (0x3038, 0x303B),
            (0x3400, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xF900, 0xFA6D),
            (0xFA70, 0xFAD9),
            (0x20000, 0x3134F),
        ],
    };

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
            "Script" or "sc" or "Script_Extensions" or "scx" => Scripts.TryGetValue(name, out var ranges)
                ? CodePointSet.Of(ranges)
                : null,
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
