using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using IxpServer.Data.IntentLogs;
using Microsoft.Win32.SafeHandles;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// One file of the spool: batches of rows one behind the other, each with its length, its number of rows and a checksum
/// of all that. It is only ever added to, and a batch counts once it is on the disk.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const int HeaderLength = 4 + 4 + 8;
    private const int MaxBatch = 64 * 1024 * 1024;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _header = new byte[HeaderLength];

    private SpoolFile(string path, SafeFileHandle handle) => (Path, _handle) = (path, handle);

    internal string Path { get; }

    /// <summary>How many bytes it has.</summary>
    internal long Length { get; private set; }

    /// <exception cref="IOException">It is there already, or the disk fails.</exception>
    internal static SpoolFile Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        if (!OperatingSystem.IsWindows())
        {
            // What people asked for is nobody else's business.
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new SpoolFile(path, handle);
    }

    /// <summary>Adds a batch; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk is full or fails; the file is as it was before.</exception>
    internal void Append(IntentLogRows rows)
    {
        WriteHeader(_header, rows);
        try
        {
            RandomAccess.Write(_handle, _header, Length);
            RandomAccess.Write(_handle, rows.Bytes.Span, Length + HeaderLength);
            RandomAccess.FlushToDisk(_handle);
        }
        catch
        {
            RandomAccess.SetLength(_handle, Length);
            throw;
        }

        Length += HeaderLength + rows.Bytes.Length;
    }

    /// <summary>
    /// The whole batches of a file. Ends before one that a crash cut off; leaves out one that the disk has
    /// changed. How many bytes are not understood is told at the end.
    /// </summary>
    internal static IEnumerable<IntentLogRows> Read(string path, Action<long> onDamage)
    {
        using var file = File.OpenHandle(path);
        var header = new byte[HeaderLength];
        var (at, length, damaged) = (0L, RandomAccess.GetLength(file), 0L);
        while (at < length)
        {
            var size =
                RandomAccess.Read(file, header, at) is HeaderLength
                    ? BinaryPrimitives.ReadInt32LittleEndian(header)
                    : -1;
            if (size is <= 0 or > MaxBatch || at + HeaderLength + size > length)
            {
                damaged += length - at;
                break;
            }

            var bytes = new byte[size];
            for (var read = 0; read < size; )
            {
                read += RandomAccess.Read(file, bytes.AsSpan(read), at + HeaderLength + read);
            }

            var rows = new IntentLogRows(bytes, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)));
            var expected = new byte[HeaderLength];
            WriteHeader(expected, rows);
            if (expected.AsSpan().SequenceEqual(header))
            {
                yield return rows;
            }
            else
            {
                damaged += HeaderLength + size;
            }

            at += HeaderLength + size;
        }

        if (damaged > 0)
        {
            onDamage(damaged);
        }
    }

    /// <summary>
    /// Joins batches to larger ones: those that were committed one by one are small, and would take as long to replay as
    /// they took to come.
    /// </summary>
    internal static IEnumerable<IntentLogRows> Join(IEnumerable<IntentLogRows> batches, int mostRows)
    {
        var (joined, count) = (new ArrayBufferWriter<byte>(), 0);
        foreach (var batch in batches)
        {
            if (count > 0 && count + batch.Count > mostRows)
            {
                yield return new(joined.WrittenMemory, count);
                (joined, count) = (new ArrayBufferWriter<byte>(), 0);
            }

            joined.Write(batch.Bytes.Span);
            count += batch.Count;
        }

        if (count > 0)
        {
            yield return new(joined.WrittenMemory, count);
        }
    }

    public void Dispose() => _handle.Dispose();

    private static void WriteHeader(Span<byte> header, IntentLogRows rows)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, rows.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], rows.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(
            header[8..],
            XxHash3.HashToUInt64(rows.Bytes.Span, seed: BinaryPrimitives.ReadInt64LittleEndian(header))
        );
    }
}
