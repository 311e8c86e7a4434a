using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IxpServer.Tests.Deploy;

/// <summary>
/// Whether a request to S3 was signed with a key: Signature Version 4 ("Authenticating Requests: Using the Authorization
/// Header" in Amazon S3's API reference).
/// </summary>
internal static class S3Signature
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    internal static bool IsOf(HttpRequest request, string accessKeyId, string secretAccessKey)
    {
        // AWS4-HMAC-SHA256 Credential=ID/20260131/REGION/s3/aws4_request, SignedHeaders=host;…, Signature=…
        var parts = $"{request.Headers.Authorization}"
            .Replace("AWS4-HMAC-SHA256 ", "", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[^1], StringComparer.Ordinal);
        if (
            !parts.TryGetValue("Credential", out var credential)
            || !credential.StartsWith($"{accessKeyId}/", StringComparison.Ordinal)
        )
        {
            return false;
        }

        var scope = credential[(accessKeyId.Length + 1)..];
        var time = $"{request.Headers["X-Amz-Date"]}";
        var sent = DateTimeOffset.ParseExact(
            time,
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
        var canonical = Canonical(request, parts["SignedHeaders"]);
        var text =
            $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{secretAccessKey}"), Mac);
        return parts["Signature"] == Convert.ToHexStringLower(Mac(key, text))
            && (DateTimeOffset.UtcNow - sent).Duration() < Skew;
    }

    private static string Canonical(HttpRequest request, string signed)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var query = request
            .Query.SelectMany(one =>
                one.Value.Select(value => $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(value ?? "")}")
            )
            .Order(StringComparer.Ordinal);
        var headers = signed.Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n");
        return $"{request.Method}\n{target[0]}\n{string.Join('&', query)}\n{string.Concat(headers)}\n{signed}\n{request.Headers["X-Amz-Content-Sha256"]}";
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
