using System.Buffers.Binary;
using System.Buffers.Text;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Http;

/// <summary>Which part of a list, newest first, is asked for.</summary>
/// <param name="Limit">The most rows.</param>
/// <param name="After">The row after which the page begins; null for the first page.</param>
/// <param name="Skip">Rows to leave out, for callers that count pages.</param>
public sealed record PageQuery(int Limit, PagePosition? After, int Skip) : IQuery<PageQuery>
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>Rows that may be skipped: to skip is to read, and a cursor costs nothing.</summary>
    private const int MaxSkipped = 10_000;

    /// <summary><c>limit</c>, <c>cursor</c> and <c>page</c> (guide, section on the query builder).</summary>
    static IReadOnlyList<QueryParameter> IQuery<PageQuery>.Parameters =>
        [.. Numbers, QueryParameter.Text("cursor", "Where the page begins, as the page before said", 64)];

    private static IReadOnlyList<QueryParameter> Numbers { get; } =
    [
        QueryParameter.Integer("limit", $"The most rows, {DefaultLimit} when left out", 1, MaxLimit),
        QueryParameter.Integer("page", "The page's number, for lists that are not long", 1),
    ];

    static PageQuery IQuery<PageQuery>.Read(QueryFields fields)
    {
        var page = ReadNumbers(fields);
        PagePosition? after = null;
        if (fields.Value("cursor") is { } cursor && !PagePosition.TryParse(cursor, out after))
        {
            fields.Refuse("cursor is not one that this server gave");
        }

        if (after is not null && page.Skip > 0)
        {
            fields.Refuse("cursor and page exclude each other");
        }

        return page with
        {
            After = after,
        };
    }

    private static PageQuery ReadNumbers(QueryFields fields)
    {
        var limit = (int)(fields.Integer("limit", 1, MaxLimit) ?? DefaultLimit);
        var skip = ((fields.Integer("page", 1, int.MaxValue) ?? 1) - 1) * limit;
        if (skip > MaxSkipped)
        {
            fields.Refuse($"page leads past row {MaxSkipped}: follow nextCursor instead");
        }

        return new(limit, After: null, (int)Math.Min(skip, MaxSkipped));
    }

    /// <summary>One page of the rows.</summary>
    /// <param name="rows">Filtered, in any order.</param>
    /// <param name="show">What a caller sees of a row.</param>
    /// <param name="cancel">Ends the query.</param>
    public async Task<PageBody<TBody>> ReadAsync<TRow, TBody>(
        IQueryable<TRow> rows,
        Func<TRow, TBody> show,
        CancellationToken cancel
    )
        where TRow : Entity
    {
        if (After is { } after)
        {
            rows = rows.Where(row =>
                row.CreatedAt <= after.CreatedAt && (row.CreatedAt < after.CreatedAt || row.Id < after.Id)
            );
        }

        // One more than is shown tells whether there are more.
        var found = await rows.OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Id)
            .Skip(Skip)
            .Take(Limit + 1)
            .ToListAsync(cancel);
        var shown = found.Take(Limit).ToList();
        var hasMore = found.Count > Limit;
        var next = hasMore ? new PagePosition(shown[^1].CreatedAt, shown[^1].Id).ToString() : null;
        return new PageBody<TBody>([.. shown.Select(show)], new PageInfo(next, hasMore));
    }

    /// <summary>
    /// One page of a list that has no fixed places, such as one ordered by a figure that changes: it is asked for by number.
    /// </summary>
    /// <param name="found">The page's rows, and one more if there is one.</param>
    internal PageBody<T> Cut<T>(IReadOnlyList<T> found) =>
        new([.. found.Take(Limit)], new PageInfo(NextCursor: null, found.Count > Limit));

    /// <summary>The page of a list that is asked for by number only.</summary>
    /// <param name="Page">The page.</param>
    internal sealed record Numbered(PageQuery Page) : IQuery<Numbered>
    {
        public static IReadOnlyList<QueryParameter> Parameters => Numbers;

        public static Numbered Read(QueryFields fields)
        {
            if (fields.Value("cursor") is not null)
            {
                fields.Refuse("This list has no cursors: count pages with page");
            }

            return new(ReadNumbers(fields));
        }
    }
}

/// <summary>A place in a list: rows may come and go without moving it.</summary>
/// <param name="CreatedAt">The row's time.</param>
/// <param name="Id">The row's id.</param>
public sealed record PagePosition(DateTime CreatedAt, Guid Id)
{
    private const int Size = 8 + 16;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    internal static bool TryParse(string text, out PagePosition? position)
    {
        Span<byte> bytes = stackalloc byte[Size];
        position = null;
        if (!Base64UrlText.TryDecode(text, bytes))
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        position = new PagePosition(new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes[8..], bigEndian: true));
        return true;
    }

    /// <summary>The place as an opaque cursor.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.Ticks);
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Pagination">How to go on.</param>
public sealed record PageBody<T>(IReadOnlyList<T> Items, PageInfo Pagination);

/// <summary>How to go on in a list.</summary>
/// <param name="NextCursor">The next page's <c>cursor</c>; null on the last one.</param>
/// <param name="HasMore">Whether there is a next page.</param>
public sealed record PageInfo(string? NextCursor, bool HasMore);
