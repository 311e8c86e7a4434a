namespace IxpServer.Data.IntentLogs;

/// <summary>Rows that are gathered for one write. Not safe for concurrent use.</summary>
public sealed class IntentLogBatch
{
    private byte[] _bytes = new byte[64 * 1024];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take.</summary>
    public int Length { get; private set; }

    /// <summary>The rows; good until the next change.</summary>
    public IntentLogRows Rows => new(_bytes.AsMemory(0, Length), Count);

    /// <summary>Copies an entry to the end.</summary>
    public void Add(in IntentLogEntry entry)
    {
        var most = IntentLogRows.MostBytes(entry);
        if (_bytes.Length - Length < most)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + most));
        }

        Length += IntentLogRows.Write(_bytes.AsSpan(Length), entry);
        Count++;
    }

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear() => (Count, Length) = (0, 0);
}
