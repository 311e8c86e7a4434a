using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace IxpServer.JsonSchema.Validation;

/// <summary>A fixed set of names, found by their UTF-8 bytes.</summary>
internal sealed class PropertyTable
{
    private readonly byte[][] names;
    private readonly int[] slots;

    private PropertyTable(IReadOnlyList<string> texts)
    {
        names = [.. texts.Select(Encoding.UTF8.GetBytes)];
        slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(names.Length * 2) + 1)];
        for (var i = 0; i < names.Length; i++)
        {
            var slot = Hash(names[i]) & (slots.Length - 1);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = i + 1;
        }

        HasBackslash = Array.Exists(names, name => name.Contains((byte)'\\'));
    }

    /// <summary>The number of names.</summary>
    public int Count => names.Length;

    /// <summary>Whether a name has a backslash in it, so that escaped bytes could be mistaken for it.</summary>
    public bool HasBackslash { get; }

    /// <summary>Makes a table of names that all differ; null when there are none.</summary>
    public static PropertyTable? Of(IReadOnlyList<string> names) => names.Count == 0 ? null : new PropertyTable(names);

    /// <summary>A name's bytes as an array, which is not to be changed.</summary>
    public byte[] Utf8(int position) => names[position];

    /// <summary>A name's bytes.</summary>
    public ReadOnlySpan<byte> Name(int position) => names[position];

    /// <summary>The position of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Hash(name) & (slots.Length - 1); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            var position = slots[slot] - 1;
            if (name.SequenceEqual(names[position]))
            {
                return position;
            }
        }

        return -1;
    }

    /// <summary>Like <see cref="Find(ReadOnlySpan{byte})"/>, but first tries the name after the one found last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> name, ref int next)
    {
        // Documents mostly have their members in the order of the schema.
        if ((uint)next < (uint)names.Length && name.SequenceEqual(names[next]))
        {
            return next++;
        }

        var position = Find(name);
        if (position >= 0)
        {
            next = position + 1;
        }

        return position;
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        uint head = 0;
        uint tail = 0;
        if (name.Length >= 4)
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]);
        }
        else
        {
            foreach (var b in name)
            {
                head = (head << 8) | b;
            }
        }

        var hash = (head * 0x9E3779B1) ^ (tail * 0x85EBCA6B) ^ ((uint)name.Length * 0xC2B2AE35);
        return (int)(hash ^ (hash >> 15));
    }
}
