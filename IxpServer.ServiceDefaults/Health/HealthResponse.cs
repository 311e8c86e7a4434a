using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>What <c>/ready</c> and <c>/health</c> answer: JSON with the status of each check.</summary>
internal static class HealthResponse
{
    private static readonly HealthReportEntry Ends = new(
        HealthStatus.Unhealthy,
        "the server is about to end: send requests to another",
        TimeSpan.Zero,
        exception: null,
        data: null
    );

    /// <summary>What is about to end is not ready, however well it is. Reports are shared for a second: this cannot wait.</summary>
    internal static Task WithReasonsAsync(HttpContext context, HealthReport report)
    {
        if (context.RequestServices.GetRequiredService<Draining>().IsOn)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            report = new HealthReport(
                new Dictionary<string, HealthReportEntry>(report.Entries, StringComparer.Ordinal)
                {
                    ["shutdown"] = Ends,
                },
                report.TotalDuration
            );
        }

        return WriteAsync(context, report, withReasons: true);
    }

    internal static Task WithStatusesAsync(HttpContext context, HealthReport report) =>
        WriteAsync(context, report, withReasons: false);

    private static async Task WriteAsync(HttpContext context, HealthReport report, bool withReasons)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status", Name(report.Status));
        writer.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject(name);
            writer.WriteString("status", Name(entry.Status));
            if (withReasons && Reason(entry) is { } reason)
            {
                writer.WriteString("message", reason);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>
    /// What a check says in words of its own. The framework takes the message of an exception for it when the check throws:
    /// that may name hosts and users, and goes to the log only.
    /// </summary>
    private static string? Reason(HealthReportEntry entry) =>
        entry.Exception is { } fault && entry.Description == fault.Message
            ? "the check has failed; the log says how"
            : entry.Description;

    private static string Name(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };
}
