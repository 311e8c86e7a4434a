using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IxpServer.Tests.Fuzz;

/// <summary>
/// Sends requests made from a server's OpenAPI document, in turn to each operation, and holds the answers to what must always be
/// so: no 5xx, an answer in time, nothing of the server's inside. Also run for longer by the benchmarks project.
/// </summary>
/// <param name="http">Speaks to the server, which trusts it as a proxy: each request then has an address of its own.</param>
/// <param name="seed">Request number n of a seed is always the same, but for what <paramref name="known"/> has.</param>
/// <param name="tokens">Access tokens, so that requests get past authorization.</param>
/// <param name="known">Ids and names that are there.</param>
internal sealed partial class HttpFuzzer(
    HttpClient http,
    int seed,
    IReadOnlyList<string> tokens,
    IReadOnlyList<string> known
)
{
    private const int AtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _findings = new();

    /// <summary>How many answers each operation gave of each class, such as <c>GET /ixp/menu 2xx</c>.</summary>
    internal IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>What must not be, each with the number of its request.</summary>
    internal IReadOnlyCollection<string> Findings => _findings;

    /// <summary>Sends this many requests.</summary>
    /// <returns>The operations that were asked.</returns>
    internal async Task<IReadOnlyList<FuzzOperation>> RunAsync(int requests, CancellationToken cancel)
    {
        var document = JsonElement.Parse(await http.GetByteArrayAsync("/openapi/v1.json", cancel));
        var operations = FuzzOperation.ReadAll(document);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (number, stop) =>
            {
                var operation = operations[number % operations.Count];
                var values = new FuzzValues(new Random(seed + number), document, known);
                await SendAsync(number, operation, values, stop);
            }
        );
        return operations;
    }

    private async Task SendAsync(int number, FuzzOperation operation, FuzzValues values, CancellationToken cancel)
    {
        using var request = Make(number, operation, values);
        var name = $"{operation.Method} {operation.Path}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            var status = (int)response.StatusCode;
            _answers.AddOrUpdate($"{name} {status / 100}xx", 1, (_, count) => count + 1);
            if (status >= 500)
            {
                Find(number, request, $"{status} {text}");
            }
            else if (status >= 400 && Internals().Match(text) is { Success: true } leak)
            {
                Find(number, request, $"{status} shows '{leak.Value}': {text}");
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            Find(number, request, fault.Message);
        }
    }

    private HttpRequestMessage Make(int number, FuzzOperation operation, FuzzValues values)
    {
        var path = Placeholder().Replace(operation.Path, _ => Uri.EscapeDataString(values.Text()));
        var query = operation
            .Query.Where(_ => values.Chance(40))
            .Select(name => $"{name}={Uri.EscapeDataString(values.Text())}");
        var request = new HttpRequestMessage(operation.Method, $"{path}?{string.Join('&', query)}");
        if (operation.Body is { } schema)
        {
            request.Content = new ByteArrayContent(values.Body(schema));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(
                values.Chance(95) ? "application/json" : "text/plain"
            );
        }

        Add("X-Forwarded-For", $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}");
        if (values.Chance(85))
        {
            // A sign-out that succeeds would leave all that follow outside.
            var ends = operation.Path.EndsWith("/logout", StringComparison.Ordinal);
            Add("Authorization", $"Bearer {(ends || values.Chance(5) ? values.Text() : values.Any(tokens))}");
        }

        foreach (
            var header in new[] { "If-Match", "If-None-Match", "X-Session-Token", "Origin", "Accept", "traceparent" }
        )
        {
            if (values.Chance(15))
            {
                Add(header, header is "If-Match" && values.Chance(60) ? "\"1\"" : values.Text());
            }
        }

        return request;

        void Add(string name, string value) =>
            request.Headers.TryAddWithoutValidation(
                name,
                new string([.. value.Where(c => c is > '\x1f' and < '\x7f')])
            );
    }

    private void Find(int number, HttpRequestMessage request, string what) =>
        _findings.Enqueue($"#{number} of seed {seed}: {request.Method} {request.RequestUri}: {what}");

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1_000)]
    private static partial Regex Placeholder();

    /// <summary>Stack traces, types, SQL, files.</summary>
    [GeneratedRegex(
        @"\s{2,}at [A-Z]\w+\.|\b(System|Microsoft|Npgsql|IxpServer)\.[A-Z]\w+|\w+Exception\b|SQLite|SQLSTATE|\bSELECT .+ FROM\b|\.cs:line",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Internals();
}
