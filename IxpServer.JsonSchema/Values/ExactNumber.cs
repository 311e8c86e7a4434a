using System.Numerics;

namespace IxpServer.JsonSchema.Values;

/// <summary>
/// A JSON number of any size, compared digit by digit in its own text, so that no exponent however large costs time or
/// memory. The value is 0.d1d2d3... times ten to the power of the exponent, where d1 and the last digit are not zero.
/// </summary>
internal readonly ref struct ExactNumber
{
    // Exponents beyond this are all alike; no such number fits a computer anyway.
    private const long ExponentLimit = 1_000_000_000_000_000;

    private readonly ReadOnlySpan<byte> digits;
    private readonly int count;
    private readonly long exponent;
    private readonly int sign;

    /// <summary>Reads the text of a JSON number.</summary>
    public ExactNumber(ReadOnlySpan<byte> raw)
    {
        var negative = raw[0] == '-';
        var end = raw.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = raw[(negative ? 1 : 0)..(end < 0 ? raw.Length : end)];
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            return;
        }

        var point = mantissa.IndexOf((byte)'.');
        point = point < 0 ? mantissa.Length : point;
        var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        sign = negative ? -1 : 1;
        digits = mantissa[first..(last + 1)];
        count = digits.Length - (first < point && point < last ? 1 : 0);
        exponent = point - first + (first < point ? 0 : 1) + (end < 0 ? 0 : ReadExponent(raw[(end + 1)..]));
    }

    /// <summary>Whether the value has no fraction: 1.0 and 1e2 have none.</summary>
    public bool IsInteger => exponent >= count;

    /// <summary>Compares by value.</summary>
    public int CompareTo(ExactNumber other)
    {
        if (sign != other.sign)
        {
            return sign.CompareTo(other.sign);
        }

        if (exponent != other.exponent)
        {
            return sign * exponent.CompareTo(other.exponent);
        }

        var (i, j) = (0, 0);
        while (i < digits.Length && j < other.digits.Length)
        {
            i += digits[i] == '.' ? 1 : 0;
            j += other.digits[j] == '.' ? 1 : 0;
            if (digits[i] != other.digits[j])
            {
                return sign * digits[i].CompareTo(other.digits[j]);
            }

            i++;
            j++;
        }

        return sign * (digits.Length - i).CompareTo(other.digits.Length - j);
    }

    /// <summary>Whether the value is a whole multiple of a number that is not zero.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        if (sign == 0)
        {
            return true;
        }

        // value = m * 10^a and divisor = d * 10^b, where m does not end in a zero: when b is greater than a, the
        // quotient m / (d * 10^(b-a)) cannot be whole, since ten does not divide m.
        var shift = exponent - count - (divisor.exponent - divisor.count);
        if (shift < 0)
        {
            return false;
        }

        var d = divisor.Remainder(null);
        return BigInteger.Remainder(Remainder(d) * BigInteger.ModPow(10, shift, d), d).IsZero;
    }

    /// <summary>A hash that is the same for equal values.</summary>
    public int Hash()
    {
        var hash = new HashCode();
        hash.Add(sign);
        hash.Add(exponent);
        foreach (var digit in digits)
        {
            if (digit != '.')
            {
                hash.Add(digit);
            }
        }

        return hash.ToHashCode();
    }

    // The digits as an integer, reduced by a modulus as they are read so that long numbers take linear time.
    private BigInteger Remainder(BigInteger? modulus)
    {
        var result = BigInteger.Zero;
        var (chunk, scale) = (0L, 1L);
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] != '.')
            {
                (chunk, scale) = ((chunk * 10) + digits[i] - '0', scale * 10);
            }

            if (scale == 1_000_000_000_000_000_000 || i == digits.Length - 1)
            {
                result = (result * scale) + chunk;
                result = modulus is { } m ? BigInteger.Remainder(result, m) : result;
                (chunk, scale) = (0, 1);
            }
        }

        return result;
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var value = 0L;
        foreach (var digit in text.TrimStart("+-"u8))
        {
            value = Math.Min((value * 10) + digit - '0', ExponentLimit);
        }

        return text[0] == '-' ? -value : value;
    }
}
