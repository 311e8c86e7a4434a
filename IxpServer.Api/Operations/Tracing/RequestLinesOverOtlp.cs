using IxpServer.Api.Http;

namespace IxpServer.Api.Operations.Tracing;

/// <summary>
/// A collector gets a span of each request and counts all of them: a line besides would cost as much as both and say
/// nothing more. It gets those of requests that were refused or failed, and all where the configuration asks for them.
/// </summary>
internal static class RequestLinesOverOtlp
{
    /// <summary>What the settings call OpenTelemetry's logger (<c>Logging:OpenTelemetry:LogLevel</c>).</summary>
    private const string Provider = "OpenTelemetry";

    private static readonly string Category = typeof(RequestLog).FullName!;

    internal static void Limit(LoggerFilterOptions options)
    {
        if (options.Rules.Any(rule => rule.ProviderName is Provider && IsOfRequests(rule)))
        {
            return;
        }

        var general = options
            .Rules.Where(rule => rule.ProviderName is null && IsOfRequests(rule))
            .MaxBy(rule => rule.CategoryName?.Length ?? 0)
            ?.LogLevel;
        var least = (LogLevel)Math.Max((int)(general ?? options.MinLevel), (int)LogLevel.Warning);
        options.Rules.Add(new LoggerFilterRule(Provider, Category, least, filter: null));
    }

    private static bool IsOfRequests(LoggerFilterRule rule) =>
        rule.CategoryName is null || Category.StartsWith(rule.CategoryName, StringComparison.OrdinalIgnoreCase);
}
