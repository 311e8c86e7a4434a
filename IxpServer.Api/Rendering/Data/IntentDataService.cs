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
    CacheMetrics cacheMetrics,
    DataProviderMetrics metrics,
    TimeProvider time,
    ILogger<IntentDataService> logger
)
{
    private static readonly TimeSpan LastGoodIsKept = TimeSpan.FromHours(24);

    /// <summary>After a failure the provider is left alone for this long.</summary>
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>The same where nothing earlier can be served: short, since every render goes without the data.</summary>
    private static readonly TimeSpan RetryWithoutAnswer = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IIntentDataProvider> _byName = providers.ToDictionary(
        provider => provider.Name,
        StringComparer.Ordinal
    );

    /// <summary>Gets the data. It never throws for a provider's fault.</summary>
    /// <param name="intent">An intent with a provider.</param>
    /// <param name="parameters">Its parameters with defaults.</param>
    /// <param name="session">What the provider may know of the session; null where the intent reads none.</param>
    /// <param name="cancel">Ends this caller's wait; the provider goes on for others that wait for the same.</param>
    public async Task<IntentData> GetAsync(
        IntentDefinition intent,
        JsonElement parameters,
        SessionValues? session,
        CancellationToken cancel
    )
    {
        var definition = intent.DataProvider!;
        try
        {
            var entry = await cache.GetOrSetAsync<Entry>(
                Key(intent, parameters, session),
                (context, _) => RefreshAsync(intent, parameters, session?.Values ?? SessionValues.None, context),
                new CacheEntry(
                    definition.CacheSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    LastGoodIsKept,
                    Tags: ["data", $"intent:{intent.Name}"],
                    // What was made of a session's values may repeat them, and those are nowhere kept in plain text.
                    IsMemoryOnly: session is not null
                ),
                cancel
            );
            return entry.Answer is { } answer
                ? new IntentData(definition.DisplayName)
                {
                    Props = answer.Props,
                    Source = answer.Source,
                    IsDegraded = entry.IsStale,
                }
                : WithoutData(definition);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return WithoutData(definition);
        }
    }

    /// <summary>No data: the render goes without it, unless the intent needs it.</summary>
    internal static IntentData WithoutData(DataProviderDefinition definition) =>
        new(definition.DisplayName) { IsDegraded = true, Error = definition.Required ? Failed(definition) : null };

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

    /// <summary>
    /// Asks the provider; if it fails, what it said last is served again, for a short while and marked. If it has said
    /// nothing, that is remembered for a moment: a crowd of renders must not become a crowd of requests to it.
    /// </summary>
    private async Task<Entry> RefreshAsync(
        IntentDefinition intent,
        JsonElement parameters,
        JsonElement session,
        FusionCacheFactoryExecutionContext<Entry> context
    )
    {
        try
        {
            var answer = await AskAsync(intent.DataProvider!, parameters, session);
            context.Options.Size = Size(answer);
            return new Entry(answer, time.GetUtcNow(), IsStale: false);
        }
        catch (Exception fault)
        {
            LogFailed(intent.DataProvider!.DisplayName, intent.Name, fault);
            cacheMetrics.CountFailedLoad();
            if (
                context is { HasStaleValue: true, StaleValue.Value: { Answer: { } last } stale }
                && time.GetUtcNow() - stale.At < LastGoodIsKept
            )
            {
                context.Options.Duration = RetryAfterFailure;
                context.Options.DistributedCacheDuration = RetryAfterFailure;
                context.Options.Size = Size(last);
                cacheMetrics.CountStale();
                return stale with { IsStale = true };
            }

            context.Options.Duration = RetryWithoutAnswer;
            context.Options.IsFailSafeEnabled = false;
            // Another replica's provider may well answer: this failure is nobody else's.
            context.Options.SkipDistributedCacheWrite = true;
            return new Entry(null, time.GetUtcNow(), IsStale: true);
        }
    }

    private async Task<ProviderAnswer> AskAsync(
        DataProviderDefinition definition,
        JsonElement parameters,
        JsonElement session
    )
    {
        // Not the caller's token: others may wait for the same answer.
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(definition.TimeoutMs), time);
        var startedAt = time.GetTimestamp();
        var outcome = "failure";
        try
        {
            var answer = await AskAsync(definition, parameters, session, limit.Token);
            outcome = "success";
            return answer;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            outcome = "timeout";
            throw;
        }
        finally
        {
            metrics.Record(definition.DisplayName, outcome, time.GetElapsedTime(startedAt));
        }
    }

    private async Task<ProviderAnswer> AskAsync(
        DataProviderDefinition definition,
        JsonElement parameters,
        JsonElement session,
        CancellationToken limit
    )
    {
        var answer =
            definition.Url is not null ? await http.GetAsync(definition, parameters, session, limit)
            : _byName.TryGetValue(definition.Name!, out var provider)
                ? await provider.GetAsync(parameters, session, limit)
            : throw new DataProviderException($"No data provider is registered as '{definition.Name}'");
        return answer.Props.ValueKind is JsonValueKind.Object
            ? answer
            : throw new DataProviderException("The provider's answer is not an object");
    }

    /// <summary>
    /// Equal parameters give equal keys: they were all written by the same schema. Nobody can make others give the same.
    /// What depends on a session is that session's alone, and only as long as its values stay.
    /// </summary>
    private static string Key(IntentDefinition intent, JsonElement parameters, SessionValues? session)
    {
        var key = $"data:{intent.Name}:{intent.Version}:{intent.DataProvider!.Fingerprint}:{Hash(parameters)}";
        return session is null ? key : $"{key}:{session.Id}:{Hash(session.Values)}";
    }

    private static string Hash(JsonElement json) =>
        Convert.ToHexString(SHA256.HashData(JsonMarshal.GetRawUtf8Value(json)));

    private static long Size(ProviderAnswer answer) => IxpCache.Units(JsonMarshal.GetRawUtf8Value(answer.Props).Length);

    /// <summary>What the cache holds; without an answer, that the provider had none.</summary>
    private sealed record Entry(ProviderAnswer? Answer, DateTimeOffset At, bool IsStale);

    [LoggerMessage(LogLevel.Warning, "Data provider '{Provider}' failed for intent '{Intent}'")]
    private partial void LogFailed(string provider, string intent, Exception fault);
}
