using System.Buffers.Binary;
using System.Text;

namespace IxpServer.Tests.Telemetry;

/// <summary>Reads the wire format of Protocol Buffers, as far as OTLP needs it.</summary>
internal static class Protobuf
{
    /// <summary>One field: its number and its bytes, eight at least where it is a number.</summary>
    internal readonly record struct Field(int Number, ReadOnlyMemory<byte> Bytes)
    {
        internal string Text => Encoding.UTF8.GetString(Bytes.Span);

        internal string Hex => Convert.ToHexStringLower(Bytes.Span);

        internal ulong Value => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.Span);

        internal IEnumerable<Field> Fields => Read(Bytes);
    }

    /// <summary>The fields of a message.</summary>
    internal static IEnumerable<Field> Read(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var length = (tag & 7) switch
            {
                0 => -1,
                1 => 8,
                5 => 4,
                _ => (int)Varint(ref message),
            };
            ReadOnlyMemory<byte> bytes;
            if (length < 0)
            {
                bytes = BitConverter.GetBytes(Varint(ref message));
            }
            else
            {
                (bytes, message) = (message[..length], message[length..]);
            }

            yield return new Field((int)(tag >> 3), bytes);
        }
    }

    /// <summary>The fields with one number.</summary>
    internal static IEnumerable<Field> Of(this IEnumerable<Field> fields, int number) =>
        fields.Where(field => field.Number == number);

    /// <summary>The text of a field, empty when it is not there.</summary>
    internal static string TextOf(this IEnumerable<Field> fields, int number) =>
        fields.Of(number).Select(field => field.Text).FirstOrDefault("");

    private static ulong Varint(ref ReadOnlyMemory<byte> from)
    {
        var (value, at) = (0UL, 0);
        byte next;
        do
        {
            next = from.Span[at];
            value |= (ulong)(next & 0x7f) << (7 * at++);
        } while (next >= 0x80);

        from = from[at..];
        return value;
    }
}
