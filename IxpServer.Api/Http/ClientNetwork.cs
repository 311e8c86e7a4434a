using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IxpServer.Api.Http;

/// <summary>Whose an address is, as far as it tells: whoever has one of version 6 has very many.</summary>
internal static class ClientNetwork
{
    private const int SubscriberBits = 64;
    private const int SiteBits = 48;

    /// <summary>The address; of version 6 the network that one subscriber has (/64).</summary>
    internal static UInt128 Of(IPAddress? address)
    {
        var number = Number(address);
        return IsVersion4(number) ? number : First(number, SubscriberBits);
    }

    /// <summary>
    /// The networks that one site has (/48, RFC 6177): whoever is given it can change from one /64 to the next at will.
    /// </summary>
    /// <returns>Null for addresses of version 4.</returns>
    internal static UInt128? SiteOf(IPAddress? address)
    {
        var number = Number(address);
        return IsVersion4(number) ? null : First(number, SiteBits);
    }

    /// <summary>The network as a text.</summary>
    internal static string NameOf(IPAddress? address) => $"{Of(address):x}";

    /// <summary>Version 4 in the form that version 6 has for it: nobody else's network can look the same.</summary>
    private static UInt128 Number(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            bytes.Clear();
            bytes[10..12].Fill(0xFF);
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Of version 4, or none.</summary>
    private static bool IsVersion4(UInt128 number) => number >> 32 is var high && (high == 0xFFFF || high == 0);

    private static UInt128 First(UInt128 number, int bits) => number >> (128 - bits) << (128 - bits);
}
