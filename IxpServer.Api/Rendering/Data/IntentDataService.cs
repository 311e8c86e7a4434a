using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Api.Caching;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// Gets an intent's data: from the cache while it is fresh, else from the provider within its time, else the last
/// good answer.
/// </summary>
public sealed partial class IntentDataService(
    IEnumerable<IIntentDataProvider> providers,
    HttpDataProvider http,
    IxpCache cache,
    TimeProvider time,
    ILogger<IntentDataService> logger
)
{
    private static readonly TimeSpan LastGoodIsKept = TimeSpan.FromHours(24);

    /// <summary>After a failure the provider is left alone for this long.</summary>
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IIntentDataProvider> _byName = providers.ToDictionary(
        provider => provider.Name,
        StringComparer.Ordinal
    );

    /// <summary>Gets the data. It never throws for a provider's fault.</summary>
    /// <param name="intent">An intent with a provider.</param>
    /// <param name="parameters">Its parameters with defaults.</param>
    /// <param name="cancel">Ends this caller's wait; the provider goes on for others that wait for the same.</param>
    public async Task<IntentData> GetAsync(IntentDefinition intent, JsonElement parameters, CancellationToken cancel)
    {
        var definition = intent.DataProvider!;
        try
        {
            var entry = await cache.GetOrSetAsync<Entry>(
                Key(intent, parameters),
                (context, _) => RefreshAsync(intent, parameters, context),
                new CacheEntry(
                    definition.CacheSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    LastGoodIsKept,
                    Tags: ["data", $"intent:{intent.Name}"]
                ),
                cancel
            );
            return new IntentData(definition.DisplayName)
            {
                Props = entry.Answer.Props,
                Source = entry.Answer.Source,
                IsDegraded = entry.IsStale,
            };
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return new IntentData(definition.DisplayName)
            {
                IsDegraded = true,
                Error = definition.Required ? Failed(definition) : null,
            };
        }
    }

    /// <summary>502: the provider gave nothing and nothing earlier can be served.</summary>
    internal static IxpError Failed(DataProviderDefinition definition) =>
        new(
            StatusCodes.Status502BadGateway,
            "DATA_PROVIDER_ERROR",
            $"The data provider '{definition.DisplayName}' did not answer and nothing earlier can be served"
        )
        {
            Details = new JsonObject { ["provider"] = definition.DisplayName },
        };

    /// <summary>Asks the provider; if it fails, what it said last is served again, for a short while and marked.</summary>
    private async Task<Entry> RefreshAsync(
        IntentDefinition intent,
        JsonElement parameters,
        FusionCacheFactoryExecutionContext<Entry> context
    )
    {
        try
        {
            var answer = await AskAsync(intent.DataProvider!, parameters);
            context.Options.Size = Size(answer);
            return new Entry(answer, time.GetUtcNow(), IsStale: false);
        }
        catch (Exception fault)
        {
            LogFailed(intent.DataProvider!.DisplayName, intent.Name, fault);
            if (context.HasStaleValue && time.GetUtcNow() - context.StaleValue.Value.At < LastGoodIsKept)
            {
                context.Options.Duration = RetryAfterFailure;
                context.Options.DistributedCacheDuration = RetryAfterFailure;
                context.Options.Size = Size(context.StaleValue.Value.Answer);
                return context.StaleValue.Value with { IsStale = true };
            }

            throw;
        }
    }

    private async Task<ProviderAnswer> AskAsync(DataProviderDefinition definition, JsonElement parameters)
    {
        // Not the caller's token: others may wait for the same answer.
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(definition.TimeoutMs), time);
        var answer =
            definition.Url is not null ? await http.GetAsync(definition, parameters, limit.Token)
            : _byName.TryGetValue(definition.Name!, out var provider) ? await provider.GetAsync(parameters, limit.Token)
            : throw new DataProviderException($"No data provider is registered as '{definition.Name}'");
        return answer.Props.ValueKind is JsonValueKind.Object
            ? answer
            : throw new DataProviderException("The provider's answer is not an object");
    }

    /// <summary>
    /// Equal parameters give equal keys: they were all written by the same schema. Nobody can make others give the same.
    /// </summary>
    private static string Key(IntentDefinition intent, JsonElement parameters) =>
        $"data:{intent.Name}:{intent.Version}:{intent.DataProvider!.Fingerprint}:{Convert.ToHexString(SHA256.HashData(JsonMarshal.GetRawUtf8Value(parameters)))}";

    private static long Size(ProviderAnswer answer) => IxpCache.Units(JsonMarshal.GetRawUtf8Value(answer.Props).Length);

    private sealed record Entry(ProviderAnswer Answer, DateTimeOffset At, bool IsStale);

    [LoggerMessage(LogLevel.Warning, "Data provider '{Provider}' failed for intent '{Intent}'")]
    private partial void LogFailed(string provider, string intent, Exception fault);
}
