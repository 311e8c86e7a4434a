using System.Buffers;
using System.Numerics;
using System.Text.Json;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Registry.Compatibility;

namespace IxpServer.Api.Requests;

/// <summary>
/// A body that is too large to be read without asking <see cref="BodyBudget"/>. Disposing gives its room back; nothing of
/// it may be used afterwards.
/// </summary>
internal sealed class LargeBody(BodyBudget budget, LimitCaller caller, int limit) : IDisposable
{
    /// <summary>What is asked for at first where nothing says how long the body is (chunks, compression), in bytes.</summary>
    private const int FirstRoom = 1024 * 1024;

    /// <summary>What <see cref="JsonDocument"/> keeps for each token, in bytes.</summary>
    private const int TokenLength = 12;

    /// <summary>Documents below this are parsed like small ones, in bytes of <see cref="ParserLength"/>.</summary>
    private const int SmallDocument = 1024 * 1024;

    /// <summary>What the answer to a body takes, as a multiple of it: the props, in a buffer that doubles, and texts.</summary>
    private const int AnswerFactor = 4;

    private readonly List<IDisposable> _rooms = [];
    private byte[] _bytes = [];
    private int _length;
    private JsonDocument? _document;

    /// <summary>Reads and parses what is left of a body, or all of it.</summary>
    /// <exception cref="UnreadableBodyException">It is not what its encoding says.</exception>
    internal static async ValueTask<JsonBody.Result> ReadAsync(
        HttpRequest request,
        int? maxMembers,
        CancellationToken cancel
    )
    {
        var context = request.HttpContext;
        var limit = BodyLimit.Of(context);
        if (request.ContentLength > limit)
        {
            // Before the first read, by which Kestrel would ask for the body (RFC 9110, section 10.1.1).
            return new(null, IxpError.BodyTooLarge(limit));
        }

        var budget = context.RequestServices.GetRequiredService<BodyBudget>();
        var body = new LargeBody(budget, LimitCaller.Of(context), limit);
        JsonBody.Result result = default;
        try
        {
            var error = await body.ReceiveAsync(request, cancel);

            // A large body may take its time; the database has its own.
            context.Features.Get<DatabaseDeadline>()?.Begin();
            result = error is not null ? new(null, error) : await body.ParseAsync(maxMembers, cancel);
            return result;
        }
        finally
        {
            if (result.Document is null)
            {
                body.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _document?.Dispose();
        _bytes = [];
        _rooms.ForEach(room => room.Dispose());
        _rooms.Clear();
    }

    private async Task<IxpError?> ReceiveAsync(HttpRequest request, CancellationToken cancel)
    {
        var expected = request.ContentLength is > ServerLimits.SmallBody and var length
            ? (int)length
            : Math.Min(FirstRoom, limit);
        if (!await GrowAsync(expected, cancel))
        {
            return IxpError.TooManyLargeBodies();
        }

        var reader = request.BodyReader;
        using var timer = JsonBody.LimitTime(request);
        while (true)
        {
            var read = await JsonBody.ReadOnAsync(reader.ReadAsync(CancellationToken.None));
            try
            {
                var error = read.IsCanceled ? JsonBody.TooSlow(request) : await TakeAsync(read.Buffer, cancel);
                if (error is not null || read.IsCompleted)
                {
                    return error;
                }
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private async ValueTask<IxpError?> TakeAsync(ReadOnlySequence<byte> part, CancellationToken cancel)
    {
        if (_length + part.Length > limit)
        {
            return IxpError.BodyTooLarge(limit);
        }

        if (_length + part.Length > _bytes.Length && !await GrowAsync(limit, cancel))
        {
            return IxpError.TooManyLargeBodies();
        }

        part.CopyTo(_bytes.AsSpan(_length));
        _length += (int)part.Length;
        return null;
    }

    private async ValueTask<bool> GrowAsync(int length, CancellationToken cancel)
    {
        if (await budget.ReceiveAsync(caller, length - _bytes.Length, cancel) is not { } room)
        {
            return false;
        }

        _rooms.Add(room);
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        _bytes.AsSpan(0, _length).CopyTo(bytes);
        _bytes = bytes;
        return true;
    }

    private async Task<JsonBody.Result> ParseAsync(int? maxMembers, CancellationToken cancel)
    {
        var json = _bytes.AsMemory(0, _length);
        var parser = ParserLength(json.Span);
        if (await budget.ParseAsync(parser + AnswerFactor * json.Length, cancel) is not { } room)
        {
            return new(null, IxpError.TooManyLargeBodies());
        }

        _rooms.Add(room);
        if (parser < SmallDocument)
        {
            var small = JsonBody.Parse(json, maxMembers);
            _document = small.Document;
            return small with { Memory = this };
        }

        // The parser rents arrays from the shared pool, which keeps some for each thread for ever. So this thread ends with
        // the parsing, and the document is left to the collector: its disposal would put the largest array into the pool.
        var large = await Task.Factory.StartNew(
            () =>
            {
                MemoryReturn.MakeRoom(parser);
                return JsonBody.Parse(json, maxMembers);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        return large with { Memory = this };
    }

    /// <summary>
    /// About the most that the parser takes: an array for all tokens, which begins with the body's length and doubles,
    /// while the half of it is there too. Marks in texts count as tokens.
    /// </summary>
    private static long ParserLength(ReadOnlySpan<byte> json)
    {
        var tokens =
            json.Count((byte)',') + json.Count((byte)':') + 2L * (json.Count((byte)'{') + json.Count((byte)'['));
        var first = BitOperations.RoundUpToPowerOf2((ulong)json.Length);
        var last = Math.Max(first, BitOperations.RoundUpToPowerOf2((ulong)(tokens * TokenLength)));
        return (long)(last == first ? last : last + last / 2);
    }
}
