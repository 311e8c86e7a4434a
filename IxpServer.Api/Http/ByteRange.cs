using System.Runtime.InteropServices;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>The part of a body that a request asks for (RFC 9110, section 14).</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is, in bytes; 0 when the body has nothing of what is asked for.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>
    /// Whether one part is asked for, and of the body that the client has the rest of (<c>If-Range</c>). Several parts at
    /// once, which nobody needs and which cost most, are answered by the whole.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">The strong entity tag of the body.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="range">The part.</param>
    internal static bool TryRead(HttpRequest request, string tag, int length, out ByteRange range)
    {
        range = default;
        if (
            request.Headers.Range.Count is 0
            || !HttpMethods.IsGet(request.Method)
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var asked)
            || !asked.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || asked.Ranges.Count is not 1
            || !IsSame(request.Headers.IfRange.ToString(), tag)
        )
        {
            return false;
        }

        var only = asked.Ranges.First();
        var start = only.From ?? Math.Max(0, length - only.To!.Value);
        var end = only.From is not null && only.To < length ? only.To.Value + 1 : length;
        if (start < end)
        {
            range = new((int)start, (int)(end - start));
        }

        return true;
    }

    /// <summary>By strong comparison; no answer has a date to compare by.</summary>
    private static bool IsSame(string ifRange, string tag) => ifRange.Length is 0 || ifRange == tag;
}
