using System.Text.Json;

namespace IxpServer.Benchmarks.Http;

/// <summary>An answer that the bare server repeats.</summary>
/// <param name="Key">The name of the intent in the request's body, or the path of a GET.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The header's value.</param>
/// <param name="Body">The body.</param>
internal sealed record BareAnswer(string Key, int Status, string ContentType, byte[] Body);

/// <summary>
/// The baseline: Kestrel and one delegate. No routing, no middleware, no logging, no checks. What it does is the least
/// that any server of the protocol must do: read the body, parse it, look at the intent's name, write the answer.
/// </summary>
internal static class BareServer
{
    internal static async Task<int> RunAsync(string port, string answersFile)
    {
        var answers = JsonSerializer
            .Deserialize<BareAnswer[]>(await File.ReadAllBytesAsync(answersFile))!
            .ToDictionary(answer => answer.Key, StringComparer.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.Run(async context =>
        {
            var request = context.Request;
            var answer = answers[HttpMethods.IsPost(request.Method) ? await ReadNameAsync(request) : request.Path];
            var response = context.Response;
            response.StatusCode = answer.Status;
            response.ContentType = answer.ContentType;
            response.ContentLength = answer.Body.Length;
            await response.BodyWriter.WriteAsync(answer.Body);
        });
        await app.RunAsync();
        return 0;
    }

    private static async ValueTask<string> ReadNameAsync(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.IsCompleted)
            {
                using var body = JsonDocument.Parse(read.Buffer);
                var name = body.RootElement.GetProperty("intent").GetProperty("name").GetString()!;
                reader.AdvanceTo(read.Buffer.End);
                return name;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
