using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>The two calls of Elasticsearch's API that a log needs (version 7.8 or newer, or OpenSearch).</summary>
internal sealed class ElasticsearchClient : IDisposable
{
    /// <summary>The name of the template, and what indices' names begin with.</summary>
    internal const string Name = "ixp-server-logs";

    private const int MaxAnswer = 4 * 1024 * 1024;

    private readonly ElasticsearchOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <param name="options">Where it is and who asks.</param>
    /// <param name="time">The clock of time-outs.</param>
    internal ElasticsearchClient(ElasticsearchOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _http = new HttpClient(Handler(options))
        {
            BaseAddress = new Uri($"{options.Url!.AbsoluteUri.TrimEnd('/')}/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswer,
        };
        _http.DefaultRequestHeaders.Authorization =
            options.ApiKey is { } key ? new("ApiKey", key)
            : options.Username is { } user
                ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")))
            : null;
    }

    /// <summary>Puts the index template. Never throws.</summary>
    /// <returns>Null when it is there; else why it is not, and whether another try may succeed.</returns>
    internal async Task<(string Fault, bool IsTransient, TimeSpan? RetryAfter)?> PutTemplateAsync(
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"_index_template/{Name}");
        request.Content = Content(IndexTemplate.Write(_options.IlmPolicy), "application/json");
        var answer = await AskAsync(request, cancel);
        return answer is { Fault: null, Status: >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous }
            ? null
            : (
                Describe(answer),
                answer.Fault is not null
                    || answer.Status is HttpStatusCode.Unauthorized
                    || BulkAnswer.IsTransient(answer.Status),
                answer.RetryAfter
            );
    }

    /// <summary>Sends a batch. Never throws: a server that is away is an answer too.</summary>
    internal async Task<BulkAnswer> SendAsync(BulkBatch batch, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "_bulk?filter_path=errors,items.*.status,items.*.error.type"
        );
        request.Content = Content(Compress(batch.Body.Span), "application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");
        var answer = await AskAsync(request, cancel);
        return answer switch
        {
            { Fault: not null } => BulkAnswer.Away(batch, answer.Fault),
            { Status: HttpStatusCode.OK } => BulkAnswer.Read(batch, answer.Body, answer.RetryAfter),
            { Status: HttpStatusCode.RequestEntityTooLarge } when batch.Count > 1 => await SendHalvesAsync(
                batch,
                cancel
            ),
            { Status: HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge } => BulkAnswer.Refused(
                batch,
                Describe(answer)
            ),
            _ => BulkAnswer.Away(batch, Describe(answer), answer.RetryAfter),
        };
    }

    public void Dispose() => _http.Dispose();

    private async Task<BulkAnswer> SendHalvesAsync(BulkBatch batch, CancellationToken cancel)
    {
        var half = batch.Count / 2;
        var first = await SendAsync(batch.Where(index => index < half), cancel);
        var second = await SendAsync(batch.Where(index => index >= half), cancel);
        return new(
            first.Written + second.Written,
            first.Failed + second.Failed,
            BulkBatch.Join(first.Again, second.Again),
            second.Fault ?? first.Fault,
            second.RetryAfter ?? first.RetryAfter
        );
    }

    private async Task<Answer> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var retryAfter = response.Headers.RetryAfter;
            return new(
                response.StatusCode,
                response.StatusCode is HttpStatusCode.OK
                    ? JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(either.Token))
                    : default,
                retryAfter?.Delta ?? (retryAfter?.Date - _time.GetUtcNow()),
                null
            );
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new(default, default, null, $"it cannot be reached: {fault.GetBaseException().Message}");
        }
        catch (OperationCanceledException)
        {
            return new(default, default, null, $"it does not answer within {_options.RequestTimeout.TotalSeconds} s");
        }
        catch (JsonException)
        {
            return new(default, default, null, "it answers, but not in JSON");
        }
    }

    private static SocketsHttpHandler Handler(ElasticsearchOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,

            // To ship a log must not make spans.
            ActivityHeadersPropagator = null,
        };
        if (options.TlsCa is { } file)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = CertificateAuthorities.Validator(
                CertificateAuthorities.Load(ElasticsearchOptions.TlsCaName, file)
            );
        }

        return handler;
    }

    private static string Describe(Answer answer) =>
        answer.Fault
        ?? (
            answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? $"it answers {(int)answer.Status}: look at ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD or "
                    + "ELASTICSEARCH_API_KEY, and at what they may do"
                : $"it answers {(int)answer.Status}"
        );

    private static ByteArrayContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return buffer.ToArray();
    }

    /// <param name="Status">Its status.</param>
    /// <param name="Body">Its body, where the status is 200.</param>
    /// <param name="RetryAfter">The wait that it asks for.</param>
    /// <param name="Fault">Why there is no answer at all.</param>
    private sealed record Answer(HttpStatusCode Status, JsonElement Body, TimeSpan? RetryAfter, string? Fault);
}
