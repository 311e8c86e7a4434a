using System.Text;

namespace IxpServer.JsonSchema.Formats;

/// <summary>Punycode (RFC 3492) with the parameters of section 5. Framework support depends on the culture data present.</summary>
internal static class Punycode
{
    /// <summary>What a label in Punycode starts with (RFC 5890, section 2.3.2.1).</summary>
    public const string Prefix = "xn--";

    private const int Base = 36;
    private const int Max = 0x10FFFF;

    /// <summary>Encodes a label, with its prefix (section 6.3).</summary>
    public static string Encode(string label)
    {
        var input = label.EnumerateRunes().Select(rune => rune.Value).ToList();
        var output = new StringBuilder(Prefix);
        output.Append(string.Concat(input.Where(value => value < 0x80).Select(value => (char)value)));
        var basic = output.Length - Prefix.Length;
        output.Append(basic > 0 ? "-" : "");
        var (n, delta, bias, handled) = (0x80, 0, 72, basic);
        while (handled < input.Count)
        {
            var next = input.Where(value => value >= n).Min();
            delta += (next - n) * (handled + 1);
            n = next;
            foreach (var value in input)
            {
                delta += value < n ? 1 : 0;
                if (value == n)
                {
                    AppendDigits(output, delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            n++;
        }

        return output.ToString();
    }

    /// <summary>Decodes a label without its prefix (section 6.2); null when it is malformed.</summary>
    public static string? Decode(string text)
    {
        var hyphen = text.LastIndexOf('-');
        var output = text[..Math.Max(hyphen, 0)].Select(c => (int)c).ToList();
        var (n, i, bias) = (0x80L, 0L, 72);
        for (var at = hyphen + 1; at < text.Length; )
        {
            var start = i;
            var weight = 1L;
            for (var k = Base; ; k += Base)
            {
                var digit = at < text.Length ? DigitOf(text[at++]) : -1;
                if (digit < 0 || weight > int.MaxValue)
                {
                    return null;
                }

                i += digit * weight;
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
            }

            var count = output.Count + 1;
            bias = Adapt((int)Math.Min(i - start, int.MaxValue), count, start == 0);
            n += i / count;
            i %= count;
            if (n > Max || n is >= 0xD800 and <= 0xDFFF)
            {
                return null;
            }

            output.Insert((int)i++, (int)n);
        }

        return string.Concat(output.Select(char.ConvertFromUtf32));
    }

    private static void AppendDigits(StringBuilder output, int value, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (value < threshold)
            {
                output.Append(DigitFor(value));
                return;
            }

            output.Append(DigitFor(threshold + ((value - threshold) % (Base - threshold))));
            value = (value - threshold) / (Base - threshold);
        }
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, 1, 26);

    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta /= isFirst ? 700 : 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - 1) * 26 / 2; k += Base)
        {
            delta /= Base - 1;
        }

        return k + (Base * delta / (delta + 38));
    }

    private static char DigitFor(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int DigitOf(char c) =>
        char.IsAsciiDigit(c) ? c - '0' + 26
        : char.IsAsciiLetter(c) ? (c | 0x20) - 'a'
        : -1;
}
