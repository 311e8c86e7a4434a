using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>Which lines of the request log a collector gets.</summary>
public sealed class RequestLinesOverOtlpTests
{
    private const string Category = "IxpServer.Api.Http.RequestLog";

    [Theory]
    [InlineData(null, null, LogLevel.Warning)]
    [InlineData("Logging:LogLevel:Default", "Error", LogLevel.Error)]
    [InlineData("Logging:LogLevel:IxpServer.Api", "Debug", LogLevel.Warning)]
    [InlineData("Logging:LogLevel:" + Category, "None", LogLevel.None)]
    [InlineData("Logging:OpenTelemetry:LogLevel:" + Category, "Information", LogLevel.Information)]
    [InlineData("Logging:OpenTelemetry:LogLevel:Default", "Debug", LogLevel.Debug)]
    public async Task The_settings_say_otherwise_where_they_speak_of_it(string? key, string? value, LogLevel least)
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { [key ?? "Logging:LogLevel:Default"] = value ?? "Information" }
        );

        var rules = server.Services.GetRequiredService<IOptions<LoggerFilterOptions>>().Value.Rules;
        var rule = rules.Last(rule =>
            rule.ProviderName is "OpenTelemetry"
            && (rule.CategoryName is null || Category.StartsWith(rule.CategoryName, StringComparison.Ordinal))
        );
        Assert.Equal(least, rule.LogLevel);
    }
}
