using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Hosting.Secrets;

/// <summary>What AWS knows a caller by.</summary>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? Token);

/// <summary>
/// Signs requests to AWS: Signature Version 4 ("Create a signed AWS API request" in AWS's IAM user guide). Every header that
/// the request has is signed.
/// </summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the date, the session's token and the signature. Headers must be complete before.</summary>
    internal static void Sign(
        HttpRequestMessage request,
        ReadOnlySpan<byte> body,
        AwsCredentials credentials,
        string region,
        string service,
        DateTimeOffset now
    )
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Host ??= request.RequestUri!.Authority;
        request.Headers.Add("X-Amz-Date", time);
        if (credentials.Token is { } token)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        var headers = Headers(request);
        var signed = string.Join(';', headers.Keys);
        var canonical = string.Join(
            '\n',
            request.Method.Method,
            request.RequestUri!.AbsolutePath,
            Query(request.RequestUri),
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")),
            signed,
            Convert.ToHexStringLower(SHA256.HashData(body))
        );
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var key = scope
            .Split('/')
            .Aggregate(
                Encoding.UTF8.GetBytes($"AWS4{credentials.SecretAccessKey}"),
                (secret, part) => Mac(secret, part)
            );
        var signature = Convert.ToHexStringLower(Mac(key, $"{Algorithm}\n{time}\n{scope}\n{hash}"));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signed}, Signature={signature}"
        );
    }

    private static SortedDictionary<string, string> Headers(HttpRequestMessage request)
    {
        var all = request.Headers.NonValidated.AsEnumerable();
        all = request.Content is { } content ? all.Concat(content.Headers.NonValidated) : all;
        return new(
            all.Where(header => header.Key is not "Content-Length")
                .ToDictionary(
                    header => header.Key.ToLowerInvariant(),
                    header => string.Join(',', header.Value.Select(value => value.Trim()))
                ),
            StringComparer.Ordinal
        );
    }

    private static string Query(Uri uri) =>
        string.Join(
            '&',
            uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
