using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.Limits;

/// <summary>How a caller is told from others.</summary>
internal enum CallerKind : byte
{
    /// <summary>By address: nobody is signed in.</summary>
    Address,

    /// <summary>By account.</summary>
    User,

    /// <summary>By API key.</summary>
    Key,
}

/// <summary>Whom a request is counted for.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Value">An id or an address.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitCaller(CallerKind Kind, UInt128 Value)
{
    private const int SubscriberBytes = 8;

    /// <summary>Who sends this request, once it is known who is signed in.</summary>
    internal static LimitCaller Of(HttpContext context)
    {
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user)
        {
            if (Guid.TryParse(user.FindFirst(ApiKeyHandler.KeyClaim)?.Value, out var key))
            {
                return new(CallerKind.Key, Number(key));
            }

            if (Guid.TryParse(user.FindFirst(JwtRegisteredClaimNames.Sub)?.Value, out var id))
            {
                return new(CallerKind.User, Number(id));
            }
        }

        return new(CallerKind.Address, Number(context.Connection.RemoteIpAddress));
    }

    /// <summary>The address; of version 6 the network that one subscriber has (/64).</summary>
    internal static UInt128 Number(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        // Version 4 in the form that version 6 has for it: nobody else's network can look the same.
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
            if (!address.IsIPv4MappedToIPv6)
            {
                bytes[SubscriberBytes..].Clear();
            }
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

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
