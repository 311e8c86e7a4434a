using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler;

/// <summary>
/// Where a walk goes on: after an id, never after a number of items, so that items may come and go meanwhile.
/// </summary>
/// <param name="Scope">The walk it belongs to.</param>
/// <param name="Next">The source to go on with, and then those after it; null when all had their turn.</param>
/// <param name="Pending">Sources that could not be read at their turn: the walk does not end without them.</param>
internal sealed record CrawlerCursor(ulong Scope, CrawlerPosition? Next, IReadOnlyList<CrawlerPosition> Pending)
{
    private const byte Format = 1;

    /// <summary>Keeps a request line well below the 8 KB that servers and proxies accept.</summary>
    private const int MaxLength = 4_000;

    /// <summary>Where a request's page begins, or what is wrong with the cursor it gave.</summary>
    internal static Outcome<CrawlerCursor> Begin(string? text, CrawlerScope scope)
    {
        if (text is null)
        {
            var first = scope.Sources.Count > 0 ? new CrawlerPosition(scope.Sources[0].Name, null) : null;
            return new CrawlerCursor(scope.Hash, first, []);
        }

        if (!TryRead(text, out var cursor))
        {
            return IxpError.InvalidRequest("cursor is not one that this server gave");
        }

        if (cursor.Scope == scope.Hash)
        {
            return cursor;
        }

        var denied = scope.Denied.FirstOrDefault(source => cursor.Names(source.Name));
        return denied is not null
            ? CrawlerScope.Unauthorized(denied)
            : IxpError.InvalidRequest("cursor belongs to a walk with other filters or credentials; begin a new one");
    }

    /// <summary>The cursor as text; null when it would be too long.</summary>
    internal string? Write()
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Format);
        writer.Write(Scope);
        writer.Write(Next is not null);
        foreach (var position in Next is null ? Pending : Pending.Prepend(Next))
        {
            writer.Write(position.Source);
            writer.Write(position.After ?? "");
        }

        writer.Write(XxHash32.HashToUInt32(buffer.ToArray()));
        var text = Base64Url.EncodeToString(buffer.ToArray());
        return text.Length <= MaxLength ? text : null;
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote. The checksum finds damage, not forgery: a cursor grants nothing, it only
    /// names a position.
    /// </summary>
    private static bool TryRead(string text, [NotNullWhen(true)] out CrawlerCursor? cursor)
    {
        cursor = null;
        var bytes = text.Length <= MaxLength && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        if (bytes is not [Format, .. { Length: > 12 }] || Base64Url.EncodeToString(bytes) != text)
        {
            return false;
        }

        var body = bytes.AsSpan(..^4);
        if (XxHash32.HashToUInt32(body) != BitConverter.ToUInt32(bytes.AsSpan(^4..)))
        {
            return false;
        }

        try
        {
            cursor = Read(new BinaryReader(new MemoryStream(bytes, 1, body.Length - 1)));
            return true;
        }
        catch (Exception fault) when (fault is IOException or FormatException)
        {
            return false;
        }
    }

    private bool Names(string source) => Next?.Source == source || Pending.Any(position => position.Source == source);

    private static CrawlerCursor Read(BinaryReader reader)
    {
        var scope = reader.ReadUInt64();
        var hasNext = reader.ReadBoolean();
        var positions = new List<CrawlerPosition>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var source = reader.ReadString();
            positions.Add(new CrawlerPosition(source, reader.ReadString() is { Length: > 0 } after ? after : null));
        }

        return new CrawlerCursor(
            scope,
            hasNext ? positions.FirstOrDefault() : null,
            hasNext ? [.. positions.Skip(1)] : positions
        );
    }
}

/// <summary>A place in a source.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="After">The last id that was read; null stands before the first.</param>
internal sealed record CrawlerPosition(string Source, string? After);
