using System.Buffers.Binary;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// Ids of logs, UUID version 7 (RFC 9562, section 5.7). Unlike <see cref="Guid.CreateVersion7()"/> they do not ask the
/// system for their random bits, which every render would pay for: an id has to be unique, and opens nothing to who
/// guesses it.
/// </summary>
internal static class IntentLogId
{
    /// <summary>An id that sorts by <paramref name="time"/>, to the millisecond.</summary>
    internal static Guid Create(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(time.ToUnixTimeMilliseconds() >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)time.ToUnixTimeMilliseconds());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
