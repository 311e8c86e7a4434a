using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml.Linq;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace IxpServer.Tests.Deploy;

/// <summary>
/// A service with S3's protocol, as far as copying single objects needs it: it takes what is signed with its key, keeps
/// it in memory, and can be told to fail.
/// </summary>
internal sealed class S3Stub : IAsyncDisposable
{
    internal const string AccessKeyId = "AKIDBACKUP";
    internal const string SecretAccessKey = "kept/off+command-lines";

    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private StubHttpServer _server = null!;

    /// <summary>What it holds, by bucket and key.</summary>
    internal ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>How many more uploads it answers with 503.</summary>
    internal int Refusals { get; set; }

    /// <summary>Whether it loses the ends of what it is given, and says nothing.</summary>
    internal bool Truncates { get; set; }

    /// <summary>What the scripts need to reach it.</summary>
    internal (string, string)[] Variables =>
        [
            ("AWS_S3_BUCKET", "vault/nightly"),
            ("AWS_S3_ENDPOINT", _server.Url.TrimEnd('/')),
            ("AWS_ACCESS_KEY_ID", AccessKeyId),
            ("AWS_SECRET_ACCESS_KEY", SecretAccessKey),
            // Its usual patience would be the tests' too.
            ("RCLONE_RETRIES", "1"),
            ("RCLONE_RETRIES_SLEEP", "0"),
            ("RCLONE_LOW_LEVEL_RETRIES", "3"),
        ];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal static async Task<S3Stub> StartAsync()
    {
        var stub = new S3Stub();
        stub._server = await StubHttpServer.StartAsync(stub.AnswerAsync);
        return stub;
    }

    private Task AnswerAsync(HttpContext context)
    {
        var key = context.Request.Path.Value!.Trim('/');
        return !S3Signature.IsOf(context.Request, AccessKeyId, SecretAccessKey)
            ? FailAsync(context, StatusCodes.Status403Forbidden, "SignatureDoesNotMatch")
            : context.Request.Method switch
            {
                "PUT" => PutAsync(context, key),
                "GET" when !key.Contains('/', StringComparison.Ordinal) => ListAsync(context, key),
                "GET" or "HEAD" => GetAsync(context, key),
                "DELETE" => FailAsync(context, StatusCodes.Status403Forbidden, "AccessDenied"),
                _ => FailAsync(context, StatusCodes.Status501NotImplemented, "NotImplemented"),
            };
    }

    private async Task PutAsync(HttpContext context, string key)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        if (Refusals-- > 0)
        {
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, "SlowDown");
        }
        else if (context.Request.Headers.ContentMD5 != Convert.ToBase64String(Md5(bytes)))
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, "BadDigest");
        }
        else
        {
            Objects[key] = Truncates ? bytes[..(bytes.Length / 2)] : bytes;
            context.Response.Headers.ETag = ETag(Objects[key]);
        }
    }

    private async Task GetAsync(HttpContext context, string key)
    {
        if (!Objects.TryGetValue(key, out var bytes))
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
            return;
        }

        context.Response.Headers.ETag = ETag(bytes);
        context.Response.ContentLength = bytes.Length;
        if (context.Request.Method is "GET")
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private Task ListAsync(HttpContext context, string bucket)
    {
        var prefix = $"{bucket}/{context.Request.Query["prefix"]}";
        var found = Objects
            .Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(one => new XElement(
                Xml + "Contents",
                new XElement(Xml + "Key", one.Key[(bucket.Length + 1)..]),
                new XElement(Xml + "LastModified", "2026-01-31T02:00:00.000Z"),
                new XElement(Xml + "ETag", ETag(one.Value)),
                new XElement(Xml + "Size", one.Value.Length)
            ));
        return context.Response.WriteAsync($"{new XElement(Xml + "ListBucketResult", found)}", context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Request.Method is "HEAD"
            ? Task.CompletedTask
            : context.Response.WriteAsync($"<Error><Code>{code}</Code></Error>", context.RequestAborted);
    }

    private static string ETag(byte[] bytes) => $"\"{Convert.ToHexStringLower(Md5(bytes))}\"";

#pragma warning disable CA5351 // S3's protocol has it.
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
