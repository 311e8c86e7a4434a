using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using IxpServer.Api.Http;

namespace IxpServer.Api.Limits;

/// <summary>How a caller is told from others.</summary>
internal enum CallerKind : byte
{
    /// <summary>By address: nobody is signed in.</summary>
    Address,

    /// <summary>By account: all its sign-ins together.</summary>
    User,

    /// <summary>By account too: all its API keys together, so that more of them are no more requests.</summary>
    Keys,

    /// <summary>By the network of a site (IPv6 /48), for what its subscribers' networks may make together.</summary>
    Site,
}

/// <summary>Whom a request is counted for.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Value">An id or an address.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitCaller(CallerKind Kind, UInt128 Value)
{
    /// <summary>Who sends this request, once it is known who is signed in.</summary>
    internal static LimitCaller Of(HttpContext context) =>
        SignedIn.Find(context) is { } user
            ? new(user.ByKey ? CallerKind.Keys : CallerKind.User, Number(user.Id))
            : Of(context.Connection.RemoteIpAddress);

    /// <summary>Who is known by the address alone.</summary>
    internal static LimitCaller Of(IPAddress? address) => new(CallerKind.Address, ClientNetwork.Of(address));

    /// <summary>The site that an address of version 6 belongs to.</summary>
    internal static LimitCaller? SiteOf(IPAddress? address) =>
        ClientNetwork.SiteOf(address) is { } site ? new(CallerKind.Site, site) : null;

    private static UInt128 Number(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}

/// <summary>A caller's requests of one group.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitKey(LimitGroup Group, LimitCaller Caller)
{
    /// <summary>The name of the count in Redis.</summary>
    internal string Name(long window) =>
        $"{SharedCounter.Prefix}{Group}:{Caller.Kind}:{Caller.Value:x}:{window}".ToLowerInvariant();
}
