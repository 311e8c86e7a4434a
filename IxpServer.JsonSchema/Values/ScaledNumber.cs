namespace IxpServer.JsonSchema.Values;

/// <summary>
/// A number of at most 18 digits and no exponent: Mantissa / 10^Scale. Nearly every number in practice is one, and these
/// compare exactly in a few machine instructions; <see cref="ExactNumber"/> takes the rest.
/// </summary>
internal readonly record struct ScaledNumber(long Mantissa, int Scale)
{
    private const int MaxDigits = 18;

    private static readonly long[] PowersOfTen = MakePowers();

    /// <summary>Reads the text of a JSON number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> raw, out ScaledNumber number)
    {
        number = default;
        var negative = raw[0] == '-';
        var digits = negative ? raw[1..] : raw;
        if (digits.Length > MaxDigits)
        {
            return false;
        }

        var mantissa = 0L;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i] - '0';
            if ((uint)digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
            }
            else if (digits[i] == '.')
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        number = new ScaledNumber(negative ? -mantissa : mantissa, point < 0 ? 0 : digits.Length - point - 1);
        return true;
    }

    /// <summary>Whether the value has no fraction.</summary>
    public bool IsInteger => Scale == 0 || Mantissa % PowersOfTen[Scale] == 0;

    /// <summary>Compares by value: 1.0 is 1.</summary>
    public int CompareTo(ScaledNumber other)
    {
        if (Scale == other.Scale)
        {
            return Mantissa.CompareTo(other.Mantissa);
        }

        var (left, right) = Align(other);
        return left.CompareTo(right);
    }

    /// <summary>Whether the value is a whole multiple of a number that is not zero.</summary>
    public bool IsMultipleOf(ScaledNumber divisor)
    {
        if (Scale == divisor.Scale)
        {
            return Mantissa % divisor.Mantissa == 0;
        }

        var (left, right) = Align(divisor);
        return left % right == 0;
    }

    // 10^18 times 10^18 still fits 128 bits.
    private (Int128 Left, Int128 Right) Align(ScaledNumber other) =>
        Scale < other.Scale
            ? ((Int128)Mantissa * PowersOfTen[other.Scale - Scale], other.Mantissa)
            : (Mantissa, (Int128)other.Mantissa * PowersOfTen[Scale - other.Scale]);

    private static long[] MakePowers()
    {
        var powers = new long[MaxDigits + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
