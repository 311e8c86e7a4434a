using System.Buffers.Binary;
using System.Text;

namespace IxpServer.Data.IntentLogs;

/// <summary>
/// Rows of intent logs as they wait for the database, one behind the other in one piece of memory: what is queued,
/// what is spooled to a file and what is written from are the same bytes. A row is its length, the fixed fields,
/// the lengths of the four texts, and the texts.
/// </summary>
/// <param name="Bytes">The rows.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct IntentLogRows(ReadOnlyMemory<byte> Bytes, int Count)
{
    internal const int HeaderLength = 4 + 16 + 8 + 4 + 16 + 16 + (4 * 4);

    /// <summary>How many bytes an entry takes at most.</summary>
    internal static int MostBytes(in IntentLogEntry entry) =>
        HeaderLength
        + Encoding.UTF8.GetMaxByteCount(entry.IntentType.Length)
        + entry.Query.Length
        + entry.Response.Length
        + Encoding.UTF8.GetMaxByteCount(entry.Error.Length);

    /// <summary>Writes an entry at the beginning of the memory; how long it became.</summary>
    internal static int Write(Span<byte> to, in IntentLogEntry entry)
    {
        entry.Id.TryWriteBytes(to[4..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(to[20..], entry.CreatedAt.Ticks);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], entry.ResponseTimeMs);
        (entry.SessionId ?? Guid.Empty).TryWriteBytes(to[32..], bigEndian: true, out _);
        (entry.UserId ?? Guid.Empty).TryWriteBytes(to[48..], bigEndian: true, out _);
        var end = HeaderLength;
        var intent = Encoding.UTF8.GetBytes(entry.IntentType, to[end..]);
        end += intent;
        entry.Query.CopyTo(to[end..]);
        end += entry.Query.Length;
        entry.Response.CopyTo(to[end..]);
        end += entry.Response.Length;
        var error = Encoding.UTF8.GetBytes(entry.Error, to[end..]);
        end += error;
        BinaryPrimitives.WriteInt32LittleEndian(to[64..], intent);
        BinaryPrimitives.WriteInt32LittleEndian(to[68..], entry.Query.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[72..], entry.Response.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[76..], error);
        BinaryPrimitives.WriteInt32LittleEndian(to, end);
        return end;
    }

    /// <summary>Goes through the rows.</summary>
    public Enumerator GetEnumerator() => new(Bytes);

    /// <summary>The first half and the rest; there must be two rows at least.</summary>
    internal (IntentLogRows First, IntentLogRows Others) Split()
    {
        var (taken, length) = (0, 0);
        foreach (var row in this)
        {
            taken++;
            length += row.Bytes.Length;
            if (taken == Count / 2)
            {
                break;
            }
        }

        return (new(Bytes[..length], taken), new(Bytes[length..], Count - taken));
    }

    /// <summary>A copy of those rows that are wanted.</summary>
    internal IntentLogRows Where(Func<IntentLogRow, bool> isWanted)
    {
        var kept = new byte[Bytes.Length];
        var (count, length) = (0, 0);
        foreach (var row in this)
        {
            if (isWanted(row))
            {
                row.Bytes.CopyTo(kept.AsMemory(length));
                length += row.Bytes.Length;
                count++;
            }
        }

        return new(kept.AsMemory(0, length), count);
    }

    /// <summary>Goes through rows.</summary>
    public struct Enumerator
    {
        private ReadOnlyMemory<byte> _left;

        internal Enumerator(ReadOnlyMemory<byte> rows) => _left = rows;

        /// <summary>The row.</summary>
        public IntentLogRow Current { get; private set; }

        /// <summary>Goes to the next row.</summary>
        public bool MoveNext()
        {
            if (_left.IsEmpty)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(_left.Span);
            Current = new IntentLogRow(_left[..length]);
            _left = _left[length..];
            return true;
        }
    }
}

/// <summary>One row; its texts are slices of the memory that the rows stand in.</summary>
/// <param name="Bytes">All of it.</param>
public readonly record struct IntentLogRow(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its id.</summary>
    public Guid Id => new(Bytes.Span.Slice(4, 16), bigEndian: true);

    /// <summary>UTC.</summary>
    public DateTime CreatedAt => new(BinaryPrimitives.ReadInt64LittleEndian(Bytes.Span[20..]), DateTimeKind.Utc);

    /// <summary>How long it took.</summary>
    public int ResponseTimeMs => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[28..]);

    /// <summary>The session, if any.</summary>
    public Guid? SessionId => Optional(32);

    /// <summary>The user, if any.</summary>
    public Guid? UserId => Optional(48);

    /// <summary>The intent's name in UTF-8.</summary>
    public ReadOnlyMemory<byte> IntentType => Bytes.Slice(IntentLogRows.HeaderLength, Length(0));

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Query => Bytes.Slice(IntentLogRows.HeaderLength + Length(0), Length(1));

    /// <summary>JSON in UTF-8; empty for none.</summary>
    public ReadOnlyMemory<byte> Response => Bytes.Slice(IntentLogRows.HeaderLength + Length(0) + Length(1), Length(2));

    /// <summary>UTF-8; empty for none.</summary>
    public ReadOnlyMemory<byte> Error => Bytes[^Length(3)..];

    /// <summary>Whether there was an answer.</summary>
    public bool Success => Length(3) is 0;

    private int Length(int text) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[(64 + (4 * text))..]);

    private Guid? Optional(int at)
    {
        var id = new Guid(Bytes.Span.Slice(at, 16), bigEndian: true);
        return id == Guid.Empty ? null : id;
    }
}
